//! Variables of the environment that the program reads. A flag wins over a variable, and a variable over the profile file.

use super::{Term, term};

/// By what they are for; where names or sentences are long, in lines of their own.
pub const VARIABLES: [Term; 7] = [
    term(
        "INVQ_PROFILE, INVQ_REGION",
        "what --profile and --region take",
        "",
    ),
    term(
        "INVQ_CONFIG",
        "the profile file, in place of ~/.config/invq/config.toml",
        "",
    ),
    term(
        "INVQ_FORMAT, INVQ_COLOR, INVQ_WIDTH, INVQ_UTC, INVQ_ASCII,\n\
         INVQ_NO_HEADER, INVQ_NO_PAGER, INVQ_PAGE_SIZE, INVQ_JOBS, INVQ_INTERVAL,\n\
         INVQ_CONNECT_TIMEOUT, INVQ_REQUEST_TIMEOUT, INVQ_RETRIES",
        "what the flag of that name takes, 1 for one that takes nothing",
        "",
    ),
    term(
        "INVQ_PAGER, PAGER",
        "what shows a long table on a terminal; cat stands for nothing",
        "",
    ),
    term(
        "NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM",
        "whether there are colours, where --color does not say it",
        "",
    ),
    term(
        "ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET,\n\
         ALIBABA_CLOUD_SECURITY_TOKEN, ALIBABA_CLOUD_PROFILE,\n\
         ALIBABA_CLOUD_REGION_ID and others of the vendor's tools",
        "an identity and its region; `invq profiles` shows what is used",
        "",
    ),
    term(
        "HTTPS_PROXY, ALL_PROXY, NO_PROXY",
        "the way to the service",
        "",
    ),
];
