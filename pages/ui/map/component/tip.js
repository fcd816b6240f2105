// What the text under the pointer says.
function showLines(tip, lines, row, [left, top]) {
  tip.hidden = !lines
  if (!lines) return
  tip.replaceChildren(...lines.map(([kind, line]) => element("p", kind, line)))
  tip.querySelectorAll("p").forEach((line) => (line.dir = "auto"))
  tip.dataset.row = row
  const { clientWidth, clientHeight } = tip.parentElement
  const isRight = left > clientWidth / 2
  tip.style.left = isRight ? "" : `${left + 14}px`
  tip.style.right = isRight ? `${clientWidth - left + 14}px` : ""
  tip.style.top = `${Math.min(Math.max(0, top - 20), Math.max(0, clientHeight - tip.offsetHeight))}px`
}

// The lines of a point of a small pool, which came with the map; undefined where the server is asked for them.
function knownLines(said, row) {
  const lines = said && take(said.texts)?.[row]
  if (!lines) return undefined
  const ranks = said.picked
    .map(([title, rows]) => [title, rows.indexOf(row) + 1])
    .filter(([, rank]) => rank)
    .map(([title, rank]) => `${title}: rank ${rank.toLocaleString("en")}`)
  const cluster = said.clusters ? [said.clusters.names[said.clusters.of[row]]] : []
  return [...lines, ...[...ranks, ...cluster].map((line) => ["detail", line])]
}
