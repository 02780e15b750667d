//! The forms of the result: for whom, and what they hold.

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The word for `-o`; empty for a flag of its own.
    pub name: &'static str,
    /// How it is typed.
    pub typed: &'static str,
    /// What it is for.
    pub serves: &'static str,
    /// What it holds.
    pub says: &'static str,
}

/// Shorter to write in the table.
const fn form(
    name: &'static str,
    typed: &'static str,
    serves: &'static str,
    says: &'static str,
) -> Form {
    Form {
        name,
        typed,
        serves,
        says,
    }
}

/// Each form, and the flags that make one.
pub const FORMS: [Form; 13] = [
    form(
        "table",
        "-o table",
        "eyes",
        "the list, or the view of one invocation; the default",
    ),
    form("wide", "-o wide", "eyes", "the same with more columns"),
    form(
        "json",
        "-o json, --json",
        "jq",
        "one array; left open when a walk breaks off",
    ),
    form(
        "",
        "--json=FIELDS",
        "jq",
        "only those fields, such as InvokeId,Derived.Verdict",
    ),
    form(
        "",
        "--jq EXPR",
        "scripts without jq",
        "a jq program over the whole result",
    ),
    form(
        "jsonl",
        "-o jsonl",
        "streams",
        "one object a line, page by page",
    ),
    form(
        "csv",
        "-o csv",
        "spreadsheets",
        "full values, times in UTC (RFC 4180)",
    ),
    form(
        "tsv",
        "-o tsv",
        "awk",
        "the same between tabs, with tabs and line breaks escaped",
    ),
    form("ids", "-o ids, -q", "shells", "one InvokeId a line"),
    form(
        "output",
        "-o output",
        "logs",
        "the decoded bytes that the commands printed",
    ),
    form("command", "-o command", "review", "the decoded scripts"),
    form(
        "api",
        "-o api",
        "bug reports",
        "the service's bodies as they came; --from reads them",
    ),
    form(
        "",
        "--summary[=KEY]",
        "a glance",
        "counts and bars by status, command, day and the like",
    ),
];
