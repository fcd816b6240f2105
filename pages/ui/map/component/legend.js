// What the colours and marks mean. An entry hides what it names; pressed twice, it is seen alone.
function element(name, className, text = "") {
  const made = document.createElement(name)
  made.className = className
  if (text) made.textContent = text
  return made
}

const counted = (entry) => (entry.count === undefined ? entry.name : `${entry.name} (${entry.count.toLocaleString("en")})`)

function swatch(entry) {
  const canvas = element("canvas", "swatch")
  const sharp = window.devicePixelRatio
  canvas.width = canvas.height = 18 * sharp
  const context = canvas.getContext("2d")
  context.scale(sharp, sharp)
  const size = Math.min(entry.size ?? 9, 13)
  drawMark(context, { shape: "circle", line: 0, ...entry, size }, 9, 9)
  return canvas
}

// Fill `box` with entries; `changed` is called after `hidden`, a set of names, has changed.
function drawLegend(box, entries, scale, hidden, changed) {
  const alone = ({ name, follows }) => {
    // Marks that are hidden with the colours of their points stay with the one that is seen.
    const names = entries.filter((each) => follows || !each.follows).map((each) => each.name)
    const isAlone = names.every((each) => (each === name) !== hidden.has(each))
    names.forEach((each) => (isAlone || each === name ? hidden.delete(each) : hidden.add(each)))
  }
  const turn = ({ name }) => hidden.delete(name) || hidden.add(name)
  const focused = [...box.querySelectorAll("button")].findIndex((each) => each.matches(":focus"))
  const redraw = () => {
    drawLegend(box, entries, scale, hidden, changed)
    changed()
  }
  const made = entries.map((entry) => {
    const button = element("button", "entry")
    button.type = "button"
    button.append(swatch(entry), element("span", "", counted(entry)))
    button.setAttribute("aria-pressed", String(!hidden.has(entry.name)))
    button.title = "Click to hide or show. Double-click, or Shift with Enter, to see it alone."
    button.onclick = (event) => {
      const now = performance.now()
      if (event.shiftKey || (box.pressed === entry.name && now - box.pressedAt < 350)) {
        if (!event.shiftKey) turn(entry) // undo the first click
        alone(entry)
        box.pressed = null
      } else {
        turn(entry)
        box.pressed = entry.name
        box.pressedAt = now
      }
      redraw()
    }
    return button
  })
  box.replaceChildren(...made, ...(scale ? [scaleOf(scale)] : []))
  if (focused >= 0) box.querySelectorAll("button")[focused]?.focus({ preventScroll: true })
}

function scaleOf(scale) {
  const box = element("div", "scale")
  const bar = element("div", "ramp")
  bar.style.background = `linear-gradient(to top, ${scale.colors.join(", ")})`
  const ends = element("div", "ends")
  ends.append(...[...scale.ends].reverse().map((end) => element("span", "", end)))
  const line = element("div", "line")
  line.append(bar, ends)
  box.append(...scale.title.map((part) => element("strong", "", part)), line)
  return box
}
