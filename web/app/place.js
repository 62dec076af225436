// place.js - where one stands: a point, or the points of a line or an area, from the phone's
// satellites, which need no network; or typed.  No map: that would come from outside.
import Widget from "enketo-core/src/js/widget";
import { h, t } from "./dom.js";

const number = (n, digits) => String(Math.round(n * 10 ** digits) / 10 ** digits);

// The best of some seconds: the first answer of a phone is often far off.
function locate(seconds, enough, progress) {
    return new Promise((resolve, reject) => {
        let best = null;
        const end = (error) => {
            navigator.geolocation.clearWatch(watch);
            clearTimeout(timer);
            if (best) resolve(best);
            else reject(error);
        };
        const watch = navigator.geolocation.watchPosition(({ coords }) => {
            if (!best || coords.accuracy < best.accuracy) best = coords;
            progress(best);
            if (best.accuracy <= enough) end();
        }, (error) => end(error), { enableHighAccuracy: true, maximumAge: 0, timeout: seconds * 1000 });
        const timer = setTimeout(() => end({ code: 3 }), seconds * 1000);
    });
}

const text = (c) => [number(c.latitude, 7), number(c.longitude, 7), number(c.altitude ?? 0, 1),
    number(c.accuracy ?? 0, 1)].join(" ");

export default class Place extends Widget {
    static get selector() {
        return ".question input[data-type-xml=geopoint], .question input[data-type-xml=geotrace]," +
            ".question input[data-type-xml=geoshape]";
    }

    _init() {
        const one = this.props.type === "geopoint", name = this.question.querySelector(
            ".question-label.active")?.textContent ?? "";
        this.said = h("p.place-said", { role: "status" });
        this.list = h("ol.place-list");
        const find = h("button.place-find", { type: "button", onclick: () => this.find(find) },
            t(one ? "place.find" : "place.add"));
        const typed = (key) => h("input.ignore", { type: "text", inputmode: "decimal",
            "aria-label": `${name}: ${t(key)}`, placeholder: t(key) });
        [this.lat, this.lon] = [typed("place.lat"), typed("place.lon")];
        for (const i of [this.lat, this.lon]) i.addEventListener("change", () => this.type());
        this.element.classList.add("hide");
        this.element.after(h("div.widget.place", find, this.said, one ? null : this.list,
            one ? h("details", h("summary", t("place.type")), h("div.place-typed", this.lat, this.lon))
                : null));
        this.parts = [find, this.lat, this.lon];
        this.show();
    }

    get points() { return this.element.value.split(";").map((p) => p.trim()).filter(Boolean); }
    get value() { return this.element.value; }
    set value(value) { this.show(); void value; }

    keep(points) {
        if (this.props.type === "geoshape" && points.length > 2 && points[0] !== points.at(-1))
            points = [...points, points[0]];
        this.originalInputValue = points.join(";");
        this.show();
    }

    // Of an area, the last point repeats the first: it is not shown.
    get own() {
        const p = this.points;
        return this.props.type === "geoshape" && p.length > 3 && p[0] === p.at(-1) ? p.slice(0, -1) : p;
    }

    async find(button) {
        if (!navigator.geolocation) return this.tell(t("place.none"));
        button.disabled = true;
        this.tell(t("place.wait"));
        try {
            const best = await locate(30, Number(this.element.dataset.accuracythreshold) || 10,
                (c) => this.tell(t("place.so", number(c.accuracy, 0))));
            this.keep(this.props.type === "geopoint" ? [text(best)] : [...this.own, text(best)]);
        } catch (e) {
            this.tell(t(e.code === 1 ? "place.forbidden" : "place.lost"));
        }
        button.disabled = false;
    }

    type() {
        const [lat, lon] = [this.lat, this.lon].map((i) => Number(i.value.trim().replace(",", ".")));
        if (!this.lat.value.trim() && !this.lon.value.trim()) return this.keep([]);
        if (!this.lat.value.trim() || !this.lon.value.trim()) return undefined;
        if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return this.tell(t("place.bad"));
        return this.keep([`${lat} ${lon} 0 0`]);
    }

    tell(words) { this.said.textContent = words; }

    show() {
        const own = this.own;
        if (this.props.type === "geopoint") {
            const [lat, lon, , far] = (own[0] ?? "").split(" ");
            [this.lat.value, this.lon.value] = [lat ?? "", lon ?? ""];
            this.tell(lat ? t(Number(far) ? "place.is" : "place.typed", `${lat}, ${lon}`, far) : "");
            return;
        }
        this.tell(t("place.points", own.length));
        this.list.replaceChildren(...own.map((p, i) => h("li",
            p.split(" ").slice(0, 2).join(", "), " ",
            h("button.outline", { type: "button", "aria-label": t("place.drop", i + 1),
                onclick: () => this.keep(own.filter((_, k) => k !== i)) }, "✕"))));
    }

    disable() { for (const p of this.parts) p.disabled = true; }
    enable() { for (const p of this.parts) p.disabled = false; }
    update() { this.show(); }
}
