// Tells the page which part of a chart is shown, and what its legend hides, whenever the pointer leaves it.
// The chart is drawn anew when its figure changes, and is then drawn with this view.
const told = new Map()

function seen(box) {
  const plot = box.querySelector(".js-plotly-plot")
  const layout = plot?._fullLayout
  if (!layout?.xaxis) return null
  const range = (axis) => (axis.autorange ? null : axis.range.map(Number))
  const hidden = plot._fullData.filter((trace) => trace.visible === "legendonly").map((trace) => trace.meta)
  return { x: range(layout.xaxis), y: range(layout.yaxis), hidden }
}

export default function ({ data, setStateValue }) {
  const box = document.querySelector(`.st-key-${data.chart}`)
  if (!box) return
  const leave = () => {
    const view = seen(box)
    const text = JSON.stringify(view)
    if (view && text !== told.get(data.chart)) {
      told.set(data.chart, text)
      setStateValue("view", view)
    }
  }
  box.addEventListener("pointerleave", leave)
  return () => box.removeEventListener("pointerleave", leave)
}
