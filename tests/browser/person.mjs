// person.mjs - a visitor who uses the office as people do: by what a field is labelled and what a
// button says, never by the names that the program gives them.
const plain = (label) => label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const exact = (label) => new RegExp(`^\\s*${plain(label)}\\s*\\*?\\s*$`);

export class Person {
    constructor(t, page, name) {
        Object.assign(this, { t, page, name, main: page.getByRole("main") });
        page.setDefaultTimeout(30_000);
    }

    field(label) {
        return this.main.getByLabel(exact(label)).first();
    }

    // A list by the text of its choice, a box by true; the rest as it is typed.
    async fill(values) {
        for (const [label, value] of Object.entries(values)) {
            const field = this.field(label);
            const kind = await field.evaluate((e) => e.type);
            if (kind === "checkbox") await field.setChecked(value);
            else if (kind === "file") await field.setInputFiles(value);
            else if (kind === "select-one") await this.choose(field, label, value);
            else await field.fill(value);
        }
    }

    // Its text may stand after spaces that show its depth, or before other words.
    async choose(field, label, text) {
        const texts = await field.locator("option").allInnerTexts();
        const index = texts.findIndex((t) => t.includes(text));
        if (index < 0) throw new Error(`${this.name}: no ${text} in ${label}: ${texts}`);
        await field.selectOption({ index });
    }

    // A native check of the browser would keep the form: then this says which field it is.
    async press(button) {
        const place = this.main.getByRole("button", { name: button, exact: true }).first();
        const bad = await place.evaluate((e) => !e.formNoValidate && e.form &&
            [...e.form.elements].filter((f) => !f.checkValidity()).map((f) => f.name).join(" "));
        if (bad) throw new Error(`${this.name}, ${this.at()}: the browser refuses ${bad}`);
        await Promise.all([this.page.waitForNavigation(), place.click()]);
    }

    async pick(group, choice) {
        await this.main.getByRole("group", { name: exact(group) })
            .getByRole("radio", { name: choice, exact: true }).check();
    }

    async follow(link, among = this.main) {
        await Promise.all([this.page.waitForNavigation(),
            among.getByRole("link", { name: link, exact: true }).first().click()]);
    }

    // The menu of a phone, which is folded away; with it come account and language.
    async openMenu() {
        const top = this.page.getByRole("banner");
        if (!await top.getByRole("navigation").first().isVisible())
            await top.locator("summary").click();
        return top;
    }

    async menu(entry) {
        const top = await this.openMenu();
        await Promise.all([this.page.waitForNavigation(),
            top.getByRole("link", { name: entry, exact: true }).locator("visible=true").click()]);
    }

    at() {
        return new URL(this.page.url()).pathname;
    }

    async sees(text, what = text) {
        const words = await this.main.innerText();
        if (!(text instanceof RegExp ? text.test(words) : words.includes(text)))
            this.t.check(false, `${this.name}, ${this.at()}: not seen: ${what}\n${words}`);
    }

    // The page says it, marks the field, and leads there.
    async refused(label, message) {
        const field = this.field(label);
        await this.sees(message);
        this.t.check(await field.getAttribute("aria-invalid") === "true",
            `${this.name}, ${this.at()}: ${label} is not marked`);
    }

    async holds(values) {
        for (const [label, value] of Object.entries(values)) {
            const is = await this.field(label).inputValue();
            this.t.check(is === value, `${this.name}, ${this.at()}: ${label} is “${is}”`);
        }
    }

    // Tab until this is reached, as who has no mouse does.
    async tabTo(place) {
        const node = await place.elementHandle();
        for (let i = 0; i < 120; i++) {
            if (await node.evaluate((e) => e === document.activeElement)) return;
            await this.page.keyboard.press("Tab");
        }
        throw new Error(`${this.name}, ${this.at()}: not reached by Tab: ${place}`);
    }

    async type(label, text) {
        await this.tabTo(this.field(label));
        await this.page.keyboard.insertText(text);
    }

    // `leads`: to another page.
    async key(place, key = "Enter", leads = true) {
        await this.tabTo(place);
        await Promise.all([leads && this.page.waitForNavigation(),
            this.page.keyboard.press(key)]);
    }
}

// Runs the story and ends the test.  Where it breaks off, it tells what each one had before them.
export async function tell(t, story) {
    const people = {}; // by name: each comes to the story through `meet`
    try {
        await story((who) => people[who.name] = who);
    } catch (e) {
        t.check(false, e.stack);
        for (const who of Object.values(people))
            t.check(false, `${who.name} at ${who.page.url()}:\n` +
                await who.page.innerText("body"));
    }
    await t.end();
}

// A PDF with these words, as an office makes one.
export async function pdf(t, name, words) {
    const page = await t.browser.newPage();
    await page.setContent(`<p style="font-family:sans-serif">${words}</p>`);
    const buffer = await page.pdf();
    await page.context().close();
    return { name, mimeType: "application/pdf", buffer };
}
