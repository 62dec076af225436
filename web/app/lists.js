// lists.js - lists that stand beside a form (CSV, XML, GeoJSON), as the engine takes them.

// Rows of a CSV file, with quotes; the first names the columns.
export function rows(text) {
    const out = [[]];
    let cell = "", quoted = false;
    const mark = text.split("\n", 1)[0].includes(";") && !text.split("\n", 1)[0].includes(",")
        ? ";" : ",";
    const end = () => { out.at(-1).push(cell); cell = ""; };
    for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
        const sign = text[i];
        if (quoted) {
            if (sign !== '"') cell += sign;
            else if (text[i + 1] === '"') { cell += sign; i++; }
            else quoted = false;
        } else if (sign === '"' && !cell) quoted = true;
        else if (sign === mark) end();
        else if (sign === "\n") { end(); out.push([]); }
        else if (sign !== "\r") cell += sign;
    }
    end();
    return out.filter((r) => r.length > 1 || r[0]);
}

function document_of(list) {
    const doc = document.implementation.createDocument("", "root");
    for (const item of list) {
        const e = doc.documentElement.appendChild(doc.createElement("item"));
        for (const [name, value] of item) {
            if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)) continue;
            e.appendChild(doc.createElement(name)).textContent = value;
        }
    }
    return doc;
}

function features(text) {
    return JSON.parse(text).features.map(({ id, geometry, properties }) => [
        ...Object.entries({ id, ...properties }).map(([k, v]) => [k, String(v ?? "")]),
        ["geometry", (geometry?.type === "Point" ? [geometry.coordinates] :
            geometry?.coordinates?.flat(geometry.type === "Polygon" ? 1 : 0) ?? [])
            .map(([lon, lat]) => `${lat} ${lon} 0 0`).join("; ")]]);
}

export function listOf(name, text) {
    if (/\.xml$/i.test(name)) return new DOMParser().parseFromString(text, "text/xml");
    if (/\.geojson$/i.test(name)) return document_of(features(text));
    const [head, ...body] = rows(text);
    return document_of(body.map((r) => head.map((name, i) => [name.trim(), r[i] ?? ""])));
}
