// config.js - what enketo-core may do: no maps from outside.
export default {
    experimentalOptimizations: { computeAsync: false },
    excludeNonRelevant: false,
    maps: [],
    googleApiKey: "",
    repeatOrdinals: false,
    validateContinuously: false,
    validatePage: true,
    swipePage: false, // a hand that holds a phone in the street swipes by mistake
    textMaxChars: 4000,
};
