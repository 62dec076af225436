// dialog.js - what enketo-core asks.
import { ask, t } from "./dom.js";

const words = (content) => content.message ?? content;
export default {
    alert: (content) => ask(words(content), t("understood"), ""),
    confirm: (content) => ask(words(content)),
    prompt: (content, value) => Promise.resolve(value),
};
