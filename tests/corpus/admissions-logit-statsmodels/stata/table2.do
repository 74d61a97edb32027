use admissions, clear
logit admit gre gpa i.rank, vce(robust)
margins, dydx(*)
outreg2 using table2.tex, replace
