// The map as a PNG file: points, marks, legend and scale, on the page's background.
const PADDING = 16
const ROW = 22
const LEGEND = 260
const RAMP = 160 // pixels: the height of the scale

function savePicture({ file, entries, scale }, maps, hidden, style) {
  const sharp = window.devicePixelRatio
  const [{ width, height }] = maps[0].canvases
  const right = Math.max(...maps.map(({ left }) => left)) + width / sharp
  const bottom = Math.max(...maps.map(({ top }) => top)) + height / sharp
  const shown = entries.filter((entry) => !hidden.has(entry.name))
  const tall = 2 * PADDING + ROW * shown.length
  const picture = element("canvas", "")
  picture.width = (right + LEGEND) * sharp
  picture.height = Math.max(bottom, tall + (scale ? ROW * (scale.title.length + 1) + RAMP : 0)) * sharp
  const context = picture.getContext("2d")
  context.fillStyle = style.background
  context.fillRect(0, 0, picture.width, picture.height)
  context.scale(sharp, sharp)
  context.textBaseline = "middle"
  context.fillStyle = style.text
  context.font = `600 14px ${style.font}`
  for (const { title, left, top, canvases } of maps) {
    if (title) context.fillText(title, left, top - ROW / 2, width / sharp)
    for (const canvas of canvases) context.drawImage(canvas, left, top, width / sharp, height / sharp)
  }
  context.font = `14px ${style.font}`
  shown.forEach((entry, i) => {
    const [left, top] = [right + PADDING, PADDING + ROW * (i + 0.5)]
    drawMark(context, { shape: "circle", line: 0, ...entry, size: Math.min(entry.size ?? 9, 13) }, left, top)
    context.fillStyle = style.text
    context.fillText(counted(entry), left + 16, top, LEGEND - 2 * PADDING - 16)
  })
  if (scale) drawScale(context, scale, right + PADDING, tall)
  picture.toBlob((blob) => {
    const link = element("a", "")
    link.href = URL.createObjectURL(blob)
    link.download = file
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  })
}

// The scale of colours below the legend, its high end on top.
function drawScale(context, { title, colors, ends }, left, top) {
  title.forEach((line, i) => context.fillText(line, left, top + ROW * i))
  const start = top + ROW * title.length
  const ramp = context.createLinearGradient(0, start + RAMP, 0, start)
  const text = context.fillStyle
  colors.forEach((color, i) => ramp.addColorStop(i / (colors.length - 1), color))
  context.fillStyle = ramp
  context.fillRect(left, start, 14, RAMP)
  context.fillStyle = text
  ends.forEach((end, i) => context.fillText(end, left + 24, i ? start + 7 : start + RAMP - 7))
}
