// What the map takes of regl-scatterplot. `npm run build` bundles it into scatterplot.js.
import createScatterplot, { createRenderer, createSpatialIndex } from "regl-scatterplot"

globalThis.demuxScatterplot = { createScatterplot, createRenderer, createSpatialIndex }
