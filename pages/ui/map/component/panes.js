// The maps: one, or several side by side that show the same points with other marks. The points are drawn once.
const columnsOf = (number) => (number === 1 ? 1 : number === 2 || number === 4 ? 2 : 3)

function newPane(box) {
  const [pane, title, plot] = [element("div", "pane"), element("div", "title"), element("div", "plot")]
  const [points, above] = [element("canvas", "points"), element("canvas", "above")]
  plot.tabIndex = 0
  plot.setAttribute("role", "group")
  plot.setAttribute("aria-describedby", "about")
  plot.append(points, above)
  pane.append(title, plot)
  box.append(pane)
  return { pane, title, plot, points, above, marks: [] }
}

// Give each map its title and its marks; `made` is called with each new one, and `panes` become as many as `panels`.
function arrange(root, box, panes, panels, made) {
  while (panes.length > panels.length) panes.pop().pane.remove()
  while (panes.length < panels.length) {
    panes.push(newPane(box))
    made(panes.at(-1))
  }
  root.classList.toggle("several", panels.length > 1)
  root.dataset.lines = Math.ceil(panels.length / columnsOf(panels.length))
  box.style.setProperty("--columns", columnsOf(panels.length))
  panels.forEach(({ title, note, marks }, i) => {
    panes[i].marks = marks
    panes[i].title.replaceChildren(...(title ? [element("strong", "", title), ` · ${note}`] : []))
    if (title) panes[i].plot.setAttribute("aria-label", title)
  })
}

function resizePane({ above }, { width, height }) {
  const sharp = window.devicePixelRatio
  Object.assign(above, { width: width * sharp, height: height * sharp })
}

// The other maps show the points of the first.
function copyPoints([{ points: from }, ...others]) {
  for (const { points } of others) {
    Object.assign(points, { width: from.width, height: from.height })
    if (from.width && from.height) points.getContext("2d").drawImage(from, 0, 0)
  }
}
