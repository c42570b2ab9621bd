// Arrow keys in the tree of a team: up and down go from row to row, right opens a row or goes into
// it, left closes it or goes to the row above. Tab and Enter work without this.

document.addEventListener("keydown", (event) => {
  const row = event.target.closest(".tree .person");
  if (!row || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const opens = row.querySelector(":scope > .opens");
  const step = {
    ArrowDown: () => beside(row, 1),
    ArrowUp: () => beside(row, -1),
    ArrowRight: () => {
      if (opens && !opens.open) opens.open = true;
      else if (opens) focus(opens.querySelector(".person"));
    },
    ArrowLeft: () => {
      if (opens && opens.open) opens.open = false;
      else focus(row.parentElement.closest(".person"));
    },
  }[event.key];
  if (!step) return;
  event.preventDefault();
  step();
});

function beside(row, distance) {
  const shown = [...document.querySelectorAll(".tree .person")].filter((each) => each.checkVisibility());
  focus(shown[shown.indexOf(row) + distance]);
}

function focus(row) {
  const opens = row?.querySelector(":scope > .opens > summary, :scope > a.row");
  (opens ?? row?.querySelector(":scope > .to-card"))?.focus();
}
