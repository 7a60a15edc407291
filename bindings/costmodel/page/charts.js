// The charts of the page, drawn anew from what the library says. Each reads named parts of the report data; nothing is
// computed here. The drawings that came with the page stay until the first answer.
(() => {
  "use strict";
  const json = (id) => JSON.parse(document.getElementById(id).textContent);
  const specifications = json("costmodel-specifications");
  const sources = json("costmodel-chart-sources");
  const dear = new Set(["regions", "probability", "swings", "risks"]);  // come with the whole answer only

  const part = (data, place) => place.split(".").reduce((found, key) => (found ? found[key] : undefined), data);
  const rows = (data, set) => {
    if (set === "here") {
      const axis = data.map && data.map.axis_y;
      const control = data.controls.find((c) => c.name === axis);
      if (!control) return [];
      return [{ x: data.demand.accepted_answers_per_month, y: axis in data.set ? data.set[axis] : control.value }];
    }
    const found = part(data, sources[set]);
    return found === undefined || found === null ? [] : Array.isArray(found) ? found : [found];
  };
  // Without marks that turn the direction of text or hide in it.
  const unseen = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
  const seen = (found) => JSON.parse(JSON.stringify(found).replace(unseen, ""));
  const shown = new Map();  // chart: the drawing that was asked for last

  const draw = async (name, data) => {
    const place = document.querySelector(`[data-chart="${name}"]`);
    if (!place) return;
    const specification = structuredClone(specifications[name]);
    for (const set of Object.keys(specification.datasets)) specification.datasets[set] = seen(rows(data, set));
    const mine = {};
    shown.set(name, mine);
    const fresh = document.createElement("div");
    const { view } = await vegaEmbed(fresh, specification, { actions: false, renderer: "svg", ast: true });
    if (shown.get(name) === mine) {
      const svg = fresh.querySelector("svg");
      svg.removeAttribute("width");
      svg.removeAttribute("height");
      place.replaceChildren(svg);
    }
    view.finalize();
  };

  window.costmodelCharts = {
    update(data, complete) {
      const all = Object.keys(specifications).filter((name) =>
        complete || !Object.keys(specifications[name].datasets).some((set) => dear.has(set)));
      return Promise.all(all.map((name) => draw(name, data)));
    },
  };
})();
