// A pale line of a chart comes forward while the pointer is on it, or on one of its points.
const WIDER = 1.4 // pixels

let stop = () => {} // the chart before: this is called again on every run

export default function ({ data }) {
  stop()
  let chart = null
  let undo = []

  function back() {
    undo.forEach((restore) => restore())
    undo = []
  }

  function set(element, property, value) {
    const before = element.style[property]
    element.style[property] = value
    undo.push(() => (element.style[property] = before))
  }

  function forward(event) {
    back()
    const trace = event.points[0].fullData
    const drawn = chart.querySelector(`.scatterlayer .trace${trace.uid}`) // Plotly names it so
    if (!drawn || trace.opacity === 1) return
    set(drawn, "opacity", "1")
    drawn.querySelectorAll(".js-line").forEach((line) => set(line, "strokeWidth", `${trace.line.width + WIDER}px`))
  }

  function release() {
    chart?.removeListener?.("plotly_hover", forward)
    chart?.removeListener?.("plotly_unhover", back)
  }

  // The chart is drawn before or after this, and anew when other results are chosen.
  function attach() {
    const found = document.querySelector(`.st-key-${data.place} .js-plotly-plot`)
    if (found === chart || !found?.on) return
    release()
    chart = found
    chart.on("plotly_hover", forward)
    chart.on("plotly_unhover", back)
  }

  const timer = setInterval(attach, 500)
  stop = () => {
    clearInterval(timer)
    release()
  }
  return stop
}
