// The charts of the page, drawn anew from what the library says. Each reads named parts of the report data; nothing is
// computed here. The drawings that came with the page stay until the first answer.
(() => {
  "use strict";
  const json = (id) => JSON.parse(document.getElementById(id).textContent);
  // chart: its Vega specification, data sets, titles that follow
  const specifications = json("costmodel-specifications");
  const sources = json("costmodel-chart-sources");
  const stages = ["quick", "settled", "sure", "whole"];  // of an answer; each has the parts of those before it
  const comes_with = { regions: "whole", probability: "sure", swings: "settled", risks: "settled" };

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
    const capital = axis.slice(0, 1).toUpperCase() + axis.slice(1);
    const filled = { demand: data.demand.words, path: data.decision.path || "", axis: capital };
    return template.replace(/\{(\w+)\}/g, (all, name) => (name in filled ? filled[name] : all)).replace(unseen, "");
  };

  // chart: the promise of its view and its drawing, of which Vega moves only what other data moves
  const opened = new Map();
  const ready = (name, answer) => {
    if (!opened.has(name)) {
      const { spec, sets } = specifications[name];
      const data = spec.data.map((set) =>
        sets.includes(set.name) ? { name: set.name, values: seen(rows(answer, set.name)) } : set);
      const apart = document.createElement("div");
      opened.set(name, vegaEmbed(apart, { ...spec, data },
        { mode: "vega", renderer: "svg", actions: false, hover: false, defaultStyle: false, logLevel: 1 },
      ).then(({ view }) => {
        const drawing = apart.querySelector("svg");
        drawing.setAttribute("aria-hidden", "true");
        drawing.setAttribute("focusable", "false");
        return { view, drawing };
      }));
    }
    return opened.get(name);
  };
  const draw = async (place, data) => {
    const name = place.dataset.chart;
    const { view, drawing } = await ready(name, data);
    for (const set of specifications[name].sets) view.data(set, seen(rows(data, set)));
    for (const [part_of, template] of Object.entries(specifications[name].words))
      view.signal(`words_${part_of}`, words(data, template));
    await view.runAsync();
    // As wide as its place, like the one that came with the page.
    for (const side of ["width", "height"]) drawing.removeAttribute(side);
    if (drawing.parentElement !== place) place.replaceChildren(drawing);
    place.removeAttribute("data-awaited");
  };

  const has = (name, stage) =>
    specifications[name].sets.every((set) => stages.indexOf(comes_with[set] || "quick") <= stages.indexOf(stage));

  window.costmodelCharts = {
    /// The parts of an answer that a chart is drawn from.
    parts: ({ dataset: { chart } }) => (specifications[chart] || { sets: [] }).sets.map((set) => sources[set]),
    /// Draws those of the places that are to be drawn now and that an answer of that stage has; the others are marked
    /// as awaited.
    update(data, stage, places, now) {
      const known = places.filter(({ dataset: { chart } }) => chart in specifications);
      const drawn = known.filter((place) => has(place.dataset.chart, stage) && now.has(place));
      for (const place of known) if (!drawn.includes(place)) place.setAttribute("data-awaited", "");
      return Promise.all(drawn.map((place) => draw(place, data)));
    },
    /// Makes what follows a slider at once ready to be drawn, one at a time, so that the first move is not slower than
    /// the others.
    async prepare(data) {
      for (const name of Object.keys(specifications)) if (has(name, "quick")) await ready(name, data);
    },
  };
})();
