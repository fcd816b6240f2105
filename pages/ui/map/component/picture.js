// The map as a PNG file: points, marks and legend, on the page's background.
const PADDING = 16
const ROW = 22
const LEGEND = 260

function savePicture(file, canvases, entries, hidden, style) {
  const sharp = window.devicePixelRatio
  const [first] = canvases
  const shown = entries.filter((entry) => !hidden.has(entry.name))
  const picture = element("canvas", "")
  picture.width = first.width + LEGEND * sharp
  picture.height = Math.max(first.height, (2 * PADDING + ROW * shown.length) * sharp)
  const context = picture.getContext("2d")
  context.fillStyle = style.background
  context.fillRect(0, 0, picture.width, picture.height)
  for (const canvas of canvases) context.drawImage(canvas, 0, 0)
  context.scale(sharp, sharp)
  context.font = `14px ${style.font}`
  context.textBaseline = "middle"
  shown.forEach((entry, i) => {
    const [left, top] = [first.width / sharp + PADDING, PADDING + ROW * (i + 0.5)]
    drawMark(context, { shape: "circle", line: 0, ...entry, size: Math.min(entry.size ?? 9, 13) }, left, top)
    context.fillStyle = style.text
    context.fillText(counted(entry), left + 16, top, LEGEND - 2 * PADDING - 16)
  })
  picture.toBlob((blob) => {
    const link = element("a", "")
    link.href = URL.createObjectURL(blob)
    link.download = file
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  })
}
