// <button data-copies="id of a field" data-done="Copied">: its text onto the clipboard.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without HTTPS there is no such clipboard; the text is selected already.
    if (!document.execCommand("copy")) return;
  }
  const before = button.textContent;
  const status = button.closest(".field").querySelector("[role=status]");
  button.textContent = status.textContent = button.dataset.done;
  setTimeout(() => {
    button.textContent = before;
    status.textContent = "";
  }, 2000);
});
