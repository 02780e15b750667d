//! The forms of the result, and the variables that settle it.

/// A form of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormRow {
    /// The word for `-o`; empty for a flag of its own.
    pub name: &'static str,
    /// How it is typed.
    pub typed: &'static str,
    /// What it is for.
    pub serves: &'static str,
    /// What it holds.
    pub says: &'static str,
}

impl FormRow {
    /// Those that `-o` takes.
    pub fn named() -> impl Iterator<Item = &'static Self> {
        FORMS.iter().filter(|form| !form.name.is_empty())
    }
}

/// A row is `"word for -o" "how it is typed" for "what": "what it holds"`.
macro_rules! forms {
    ($($name:literal $typed:literal for $serves:literal: $says:literal,)*) => {
        /// Each form, and the flags that make one.
        pub const FORMS: &[FormRow] = &[$(FormRow { name: $name, typed: $typed, serves: $serves, says: $says }),*];
    };
}

forms! {
    "table" "-o table" for "eyes": "the list, or the view of one invocation; the default",
    "wide" "-o wide" for "eyes": "the same with more columns",
    "json" "-o json, --json" for "jq": "one array; left open when a walk breaks off",
    "" "--json=FIELDS" for "jq": "only those fields, such as InvokeId,Derived.Verdict",
    "" "--jq EXPR" for "scripts without jq": "a jq program over the whole result",
    "jsonl" "-o jsonl" for "streams": "one object a line, page by page",
    "csv" "-o csv" for "spreadsheets": "full values, times in UTC (RFC 4180)",
    "tsv" "-o tsv" for "awk": "the same between tabs, with tabs and line breaks escaped",
    "ids" "-o ids, -q" for "shells": "one InvokeId a line",
    "output" "-o output" for "logs": "the decoded bytes that the commands printed",
    "command" "-o command" for "review": "the decoded scripts",
    "api" "-o api" for "bug reports": "the service's bodies as they came; --from reads them",
    "brief" "-o brief" for "chats and tickets": "a short text: how it ended, why, what failed ones printed",
    "" "--summary[=KEY]" for "a glance": "counts and bars by status, command, day and the like",
}

terms! {
    /// Variables of the environment, by what they are for; where names are long, in lines of their own. A flag wins over a
    /// variable, and a variable over the profile file.
    VARIABLES {
        "INVQ_PROFILE, INVQ_REGION": "what --profile and --region take",
        "INVQ_CONFIG": "the profile file, in place of ~/.config/invq/config.toml",
        "INVQ_FORMAT, INVQ_COLOR, INVQ_WIDTH, INVQ_UTC, INVQ_ASCII,\nINVQ_HOSTS, INVQ_NO_HEADER, INVQ_NO_PAGER, INVQ_PAGE_SIZE, INVQ_JOBS,\nINVQ_INTERVAL, INVQ_CONNECT_TIMEOUT, INVQ_REQUEST_TIMEOUT, INVQ_RETRIES": "what the flag of that name takes, 1 for one that takes nothing",
        "INVQ_PAGER, PAGER": "what shows a long table on a terminal; cat stands for nothing",
        "NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM": "whether there are colours, where --color does not say it",
        "ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET,\nALIBABA_CLOUD_SECURITY_TOKEN, ALIBABA_CLOUD_PROFILE,\nALIBABA_CLOUD_REGION_ID and others of the vendor's tools": "an identity and its region; `invq profiles` shows what is used",
        "HTTPS_PROXY, ALL_PROXY, NO_PROXY": "the way to the service",
    }
}
