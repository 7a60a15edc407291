// The charts of the page, drawn anew from what the library says. Each reads named parts of the report data; nothing is
// computed here. The drawings that came with the page stay until the first answer.
(() => {
  "use strict";
  const json = (id) => JSON.parse(document.getElementById(id).textContent);
  const specifications = json("costmodel-specifications");  // chart: its Vega specification, data sets, titles that follow
  const sources = json("costmodel-chart-sources");
  const stages = ["quick", "settled", "whole"];  // of an answer; each has the parts of those before it
  const comes_with = { regions: "whole", probability: "whole", swings: "settled", risks: "settled" };

  const part = (data, place) => place.split(".").reduce((found, key) => (found ? found[key] : undefined), data);
  const rows = (data, set) => {
    if (set === "here") {
      const axis = data.map && data.map.axis_y;
      const control = window.costmodelPage.controls.find((c) => c.name === axis);
      if (!control) return [];
      return [{ x: data.demand.accepted_answers_per_month, y: axis in data.set ? data.set[axis] : control.value }];
    }
    const found = part(data, sources[set]);
    return found === undefined || found === null ? [] : Array.isArray(found) ? found : [found];
  };
  // Without marks that turn the direction of text or hide in it.
  const unseen = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
  const seen = (found) => JSON.parse(JSON.stringify(found).replace(unseen, ""));
  const words = (data, template) => {
    const axis = (data.map && data.map.axis_y) || "";
    const filled = { demand: data.demand.words, path: data.decision.path || "", axis: axis.slice(0, 1).toUpperCase() + axis.slice(1) };
    return template.replace(/\{(\w+)\}/g, (all, name) => (name in filled ? filled[name] : all)).replace(unseen, "");
  };

  const opened = new Map();  // chart: the promise of its view, which draws into no element
  const ready = (name) => {
    if (!opened.has(name))
      opened.set(name, vegaEmbed(document.createElement("div"), specifications[name].spec,
        { mode: "vega", renderer: "none", actions: false, hover: false, defaultStyle: false, logLevel: 1 }).then(({ view }) => view));
    return opened.get(name);
  };
  // As the drawings that came with the page: the width of its place, ids of its own, and named by its place.
  const fitted = (name, svg) => svg.replace(/<[^>]*>/g, (tag) => tag.replace(/(\bid="|url\(#|href="#)/g, `$1live-${name}-`))
    .replace(/^<svg([^>]*?) width="[^"]*"([^>]*?) height="[^"]*"/, '<svg aria-hidden="true" focusable="false"$1$2');
  const draw = async (place, data) => {
    const name = place.dataset.chart;
    const view = await ready(name);
    for (const set of specifications[name].sets) view.data(set, seen(rows(data, set)));
    for (const [part_of, template] of Object.entries(specifications[name].words)) view.signal(`words_${part_of}`, words(data, template));
    place.innerHTML = fitted(name, await view.toSVG());  // escaped by Vega
    place.removeAttribute("data-awaited");
  };

  window.costmodelCharts = {
    /// The parts of an answer that a chart is drawn from.
    parts: ({ dataset: { chart } }) => (specifications[chart] || { sets: [] }).sets.map((set) => sources[set]),
    /// Draws those of the places that are to be drawn now and that an answer of that stage has; the others are marked as awaited.
    update(data, stage, places, now) {
      const has = ({ dataset: { chart } }) =>
        specifications[chart].sets.every((set) => stages.indexOf(comes_with[set] || "quick") <= stages.indexOf(stage));
      const known = places.filter(({ dataset: { chart } }) => chart in specifications);
      const drawn = known.filter((place) => has(place) && now.has(place));
      for (const place of known) if (!drawn.includes(place)) place.setAttribute("data-awaited", "");
      return Promise.all(drawn.map((place) => draw(place, data)));
    },
    /// Makes the charts ready to be drawn, one at a time, so that the first move is not slower than the others.
    async prepare() {
      for (const name of Object.keys(specifications)) await ready(name);
    },
  };
})();
