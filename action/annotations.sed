# From a JUnit report of invq to annotations: one for each failure and each error, with the name of its test case.
/^<testcase /{
s/^<testcase name="\([^"]*\)".*/\1/
h
}
/^<\(failure\|error\) /{
s/^<[a-z]* message="\([^"]*\)".*/\1/
H
x
s/\n/: /
s/&lt;/</g
s/&gt;/>/g
s/&quot;/"/g
s/&amp;/\&/g
s/%/%25/g
s/^/::error title=invq::/
p
}
