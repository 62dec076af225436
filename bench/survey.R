# survey.R FILE ROWS - R survey's side of bench/survey.sh: seconds of the processor and the peak
# of R's memory for each operation, named as in survey.c, parted by tabs.
suppressMessages(library(survey))
arg <- commandArgs(TRUE); n <- as.numeric(arg[2])
f <- file(arg[1], "rb")
read <- function() readBin(f, "double", n)
x <- data.frame(h = read(), u = read(), w = read(), cell = factor(read()), sex = factor(read()),
                age = factor(read()), region = factor(read()), group = factor(read()),
                yes = read())
for (k in 1:20) x[[paste0("y", k)]] <- read()
close(f)
d <- svydesign(id = ~u, strata = ~h, weights = ~w, data = x)
means <- as.formula(paste0("~", paste0("y", 1:20, collapse = "+")))
margin <- function(name) {
    m <- nlevels(x[[name]])
    p <- data.frame(a = levels(x[[name]]), Freq = 100 * n / m * (1 + 0.1 * rep(c(-1, 1), length.out = m)))
    names(p)[1] <- name
    p
}
raked <- NULL
say <- function(name, f) {
    gc(reset = TRUE)
    t <- system.time(r <- f())
    cat(name, round(1000 * (t[1] + t[2])), round(sum(gc()[, 6])), sep = "\t"); cat("\n")
    invisible(r)
}
say("20 means, float64", function() svymean(means, d))
say("235 x 20 domains", function() svyby(means, ~cell, d, svymean))
raked <- say("raking, 3 margins", function()
    rake(d, list(~sex, ~age, ~region), list(margin("sex"), margin("age"), margin("region")),
         control = list(maxit = 100, epsilon = 1e-10)))
say("20 means after raking", function() svymean(means, raked))
say("bootstrap of 100, made and used", function()
    svymean(means, as.svrepdesign(d, type = "subbootstrap", replicates = 100)))
if (n <= 10000) say("JKn of 2,000, made and used", function()
    svymean(means, as.svrepdesign(d, type = "JKn")))
say("logistic regression, 9 coefficients", function()
    svyglm(yes ~ sex + age + y1 + y2, d, family = quasibinomial))
say("quantiles, 2 x 3", function() svyquantile(~y1 + y2, d, c(0.25, 0.5, 0.75)))
say("cross table 6 x 16, Rao-Scott", function() svychisq(~age + group, d))
