"""Reads a JUnit report with junitparser, and checks that its counts are those of its cases."""

import sys

from junitparser import Error, Failure, JUnitXml, Skipped

report = JUnitXml.fromfile(sys.argv[1])
told = (report.tests, report.failures, report.errors)
kinds = [[type(result) for result in case.result] for suite in report for case in suite]
counted = (len(kinds), sum(Failure in kind for kind in kinds), sum(Error in kind for kind in kinds))
assert told == counted, f"{sys.argv[1]}: {told} told, {counted} there"
skipped = sum(Skipped in kind for kind in kinds)
assert skipped == sum(suite.skipped for suite in report), sys.argv[1]
report.update_statistics()
assert (report.tests, report.failures, report.errors) == told, sys.argv[1]
