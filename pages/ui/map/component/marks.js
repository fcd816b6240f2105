// Marks above the points, told apart by shape as well as by colour: target, chosen, found.
const star = [...Array(10).keys()].map((i) => {
  const angle = (i * Math.PI) / 5 - Math.PI / 2
  const radius = i % 2 ? 0.45 : 1.15
  return [radius * Math.cos(angle), radius * Math.sin(angle)]
})
const polygon = (n) => [...Array(n).keys()].map((i) => [Math.cos((i * 2 * Math.PI) / n - Math.PI / 2), Math.sin((i * 2 * Math.PI) / n - Math.PI / 2)])
const cross = [[-0.35, -1], [0.35, -1], [0.35, -0.35], [1, -0.35], [1, 0.35], [0.35, 0.35], [0.35, 1], [-0.35, 1], [-0.35, 0.35], [-1, 0.35], [-1, -0.35], [-0.35, -0.35]]
const CORNERS = {
  square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  diamond: [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]],
  "triangle-up": [[0, -1.1], [1, 0.75], [-1, 0.75]],
  "triangle-down": [[0, 1.1], [1, -0.75], [-1, -0.75]],
  cross,
  x: cross.map(([right, down]) => [Math.SQRT1_2 * (right - down), Math.SQRT1_2 * (right + down)]),
  pentagon: polygon(5),
  hexagon: polygon(6),
  star,
}

function outline(context, shape, x, y, radius) {
  context.beginPath()
  const corners = CORNERS[shape]
  if (!corners) context.arc(x, y, radius, 0, 2 * Math.PI)
  else {
    corners.forEach(([right, down], i) => context[i ? "lineTo" : "moveTo"](x + right * radius, y + down * radius))
    context.closePath()
  }
}

function drawMark(context, mark, x, y) {
  outline(context, mark.shape, x, y, mark.size / 2)
  if (!mark.open) {
    context.fillStyle = mark.color
    context.fill()
  }
  const stroke = (width, color) => {
    context.lineWidth = width
    context.strokeStyle = color
    if (width) context.stroke()
  }
  if (mark.open && mark.edge) stroke(mark.line + 2, mark.edge)
  stroke(mark.line, mark.open ? mark.color : mark.edge)
}

// The rows of a mark: a list, or a range of the map's points.
const rowsOf = (mark) => mark.rows ?? Array.from({ length: mark.count }, (_, i) => mark.first + i)
