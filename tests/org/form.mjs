// form.mjs - what the tests of the organisation do with a form: fill it in, send it, and see
// that a refusal marks its field.
export class Forms {
    constructor(t, page) {
        Object.assign(this, { t, page });
    }

    at() {
        return new URL(this.page.url()).pathname;
    }

    main() {
        return this.page.innerText("main");
    }

    // A box is ticked whatever its value, a radio button is chosen by it.
    async fill(path, fields) {
        if (path) await this.page.goto(path);
        for (const [name, value] of Object.entries(fields)) {
            const field = this.page.locator(`[name="${name}"]`);
            const kind = await field.first().evaluate((e) =>
                ["radio", "checkbox"].includes(e.type) ? e.type : e.tagName);
            if (kind === "SELECT") await field.selectOption(value);
            else if (kind === "checkbox") await field.check();
            else if (kind === "radio") await this.page.check(`[name="${name}"][value="${value}"]`);
            else await field.fill(value);
        }
        await this.page.click("main button:not(form.filter button)");
        await this.page.waitForLoadState();
    }

    async refused(name) {
        this.t.check(await this.page.locator(".refusal").count() === 1, `no refusal of ${name}`);
        this.t.check(await this.page.locator(`[name="${name}"][aria-invalid=true]`).count() > 0,
            `${name} is not marked`);
    }
}

// Fits, has words for all its keys, and axe finds nothing serious.
export async function looksWell(t, path, among, state, fits) {
    await t.each(path, async (page, shape) => {
        t.check(await fits(page), `${path} ${shape}: wider than the screen`);
        t.check(!/\b(unit|staff|post|delegation)\.[a-z]+/.test(await page.innerText("main")),
            `${path} ${shape}: a key without words`);
    }, { state, among });
    await t.axe(path, { state, among });
}
