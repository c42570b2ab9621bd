"""How the API's documentation begins."""

DESCRIPTION = """
Everything that the pages can do, for programs.

**Who asks.** `Authorization: Bearer …` with an access key (*More, Programs*) or an OAuth token. A
key has scopes; what it reaches is what its agent or administrator reaches on the pages. Anybody
else's id is a 404.

**Ids** are stable and begin with what they are of: `agt_1k3`, `sub_9x`. **Money** is in whole minor
units of its currency (`amount_minor`), exact lines in millionths of one (`amount_micro`). **Days**
are the company's (`2026-11-26`), times RFC 3339.

**Lists** come a page at a time: follow `next` until it is null. `fields=id,code` leaves out the
rest, `expand=customer` puts the object where else its id stands.

**Writes** are safe to repeat with an `Idempotency-Key`: the same answer comes again, marked
`Idempotent-Replayed`. A change of something needs `If-Match` with the `ETag` of its last answer.

**Errors** are problem documents (RFC 9457): `code` for programs, `detail` for people, `errors` by
field. Each answer says how much is left of the rate: `RateLimit-Remaining`, and on a 429
`Retry-After`.
"""
