"use strict";
// Draws the figures in the colours of the page; again when these change, and narrower and light for paper.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const plots = [...document.querySelectorAll("[data-figure]")];
  const PAPER = 680; // CSS pixels between the margins of A4
  const ON_PAPER = 0.85; // of its height on the screen, so that two charts fit on a page

  const figures = new Map(plots.map((plot) => {
    const text = document.getElementById(`data-${plot.dataset.figure}`).textContent;
    return [plot, JSON.parse(text)];
  }));

  const ofPage = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function layoutOf(figure, width, printed) {
    const ink = printed ? "#1b2430" : ofPage("--ink");
    const line = printed ? "#d9dee7" : ofPage("--line");
    const narrow = width < 560;
    const axis = (given) => ({
      ...given, automargin: true, gridcolor: line, linecolor: line, zerolinecolor: given?.zerolinecolor ?? line,
      title: { ...given?.title, standoff: 12, font: { size: narrow ? 12 : 14 } },
    });
    const layout = structuredClone(figure.layout);
    const hover = { ...layout.hoverlabel, font: { family: ofPage("font-family") || "sans-serif" } };
    Object.assign(layout, {
      width, autosize: false, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hoverlabel: hover,
      font: { color: ink, size: narrow ? 12 : 14, family: getComputedStyle(document.body).fontFamily },
      xaxis: axis(layout.xaxis), yaxis: axis(layout.yaxis),
      separators: ".,",
    });
    layout.legend = { ...layout.legend, bgcolor: "rgba(0,0,0,0)", font: { size: narrow ? 12 : 13 } };
    if (printed) layout.height = Math.round(layout.height * ON_PAPER);
    if (narrow && layout.legend.orientation !== "h" && layout.showlegend !== false) {
      Object.assign(layout.legend, { orientation: "h", y: -0.14, yanchor: "top", x: 0, xanchor: "left" });
    }
    if (narrow && layout.legend.orientation === "h") {
      // Beside the long names of bars there is room for one column only.
      const columns = figure.data[0].type === "bar" ? 1 : 2;
      const entries = figure.data.filter((trace) => trace.showlegend !== false).length;
      Object.assign(layout.legend, { entrywidth: 1 / columns, entrywidthmode: "fraction", maxheight: 1, x: 0 });
      layout.height += 21 * Math.ceil(entries / columns) + 10;
    }
    return layout;
  }

  // Long columns come as base64 of their bytes.
  function numbersOf(column) {
    if (Array.isArray(column)) return column;
    const bytes = Uint8Array.from(atob(column.bdata), (letter) => letter.charCodeAt(0));
    return new { f8: Float64Array, f4: Float32Array }[column.dtype](bytes.buffer);
  }

  // A label that its part of the bar has no room for says nothing.
  function fitted(trace, width) {
    if (trace.type !== "bar" || !Array.isArray(trace.text)) return trace;
    const shares = numbersOf(trace.x);
    const text = trace.text.map((label, i) => (shares[i] * (width - 190) > 8 * label.length ? label : ""));
    return { ...trace, text };
  }

  function draw(plot, printed = false) {
    const themes = figures.get(plot);
    const figure = (!printed && dark.matches && themes.dark) || themes.light;
    const width = printed ? PAPER : plot.clientWidth;
    const data = structuredClone(figure.data).map((trace) => fitted(trace, width));
    const options = { displaylogo: false, displayModeBar: false, scrollZoom: false };
    plot.drawnWidth = width;
    return Plotly.react(plot, data, layoutOf(figure, width, printed), options);
  }

  const drawAll = (printed) => plots.forEach((plot) => draw(plot, printed));
  drawAll(false);
  dark.addEventListener("change", () => drawAll(false));
  addEventListener("resize", () => plots.forEach((plot) => {
    if (plot.clientWidth !== plot.drawnWidth) draw(plot);
  }));
  addEventListener("beforeprint", () => drawAll(true));
  addEventListener("afterprint", () => drawAll(false));
  document.getElementById("print").addEventListener("click", () => print());
  document.documentElement.dataset.drawn = String(plots.length);
})();
