//! Why there is no identity, region or endpoint. The fields hold the facts that `report` makes hints of.

use super::{IdentitySource, ValueOrigin};
use crate::api::endpoint::EndpointError;
use crate::config::MODES;

/// Why there is no identity, or no region or endpoint for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// A profile was asked for, and there is no profile file.
    #[error("profile \"{name}\" was asked for, and there is no profile file")]
    NoProfileFile {
        /// The profile.
        name: String,
        /// Where the file would be; nothing when no home directory is known.
        place: Option<String>,
    },
    /// A profile was asked for that the profile file does not have.
    #[error("there is no profile \"{name}\" in {file}")]
    NoSuchProfile {
        /// The profile.
        name: String,
        /// The file, as messages name it.
        file: String,
        /// The profiles that there are.
        profiles: Vec<String>,
        /// The one that was probably meant.
        suggestion: Option<String>,
    },
    /// The profile has a mode that this version does not know.
    #[error("{of} has the mode \"{mode}\"; this version knows {}", listed(&MODES))]
    UnknownMode {
        /// The profile.
        of: IdentitySource,
        /// Its mode.
        mode: String,
        /// The one that was probably meant.
        suggestion: Option<&'static str>,
    },
    /// The profile lacks a key that its mode needs.
    #[error("{of} has no `{key}`, which the mode {mode} needs")]
    MissingKey {
        /// The profile.
        of: IdentitySource,
        /// The key that is not there, or empty.
        key: &'static str,
        /// The mode.
        mode: String,
    },
    /// The profile says that its keys are not temporary, and has a token.
    #[error(
        "{of} has a `security_token`, which the mode AK does not use; temporary keys have the mode StsToken"
    )]
    TokenWithoutUse {
        /// The profile.
        of: IdentitySource,
    },
    /// A value that cannot be. It is not quoted: some of these hold secrets.
    #[error("`{key}` of {of} {problem}")]
    BadValue {
        /// The profile.
        of: IdentitySource,
        /// The key.
        key: &'static str,
        /// What is wrong with it, as the end of a sentence.
        problem: String,
    },
    /// Profiles that take their keys from each other.
    #[error("profiles lead round in a circle: {}", names(chain))]
    Loop {
        /// The profiles in the chain; the last one is in it twice.
        chain: Vec<IdentitySource>,
    },
    /// The profile is the instance's role, and the environment forbids asking for it.
    #[error("{of} has the mode EcsRamRole, and `ALIBABA_CLOUD_ECS_METADATA_DISABLED` forbids it")]
    MetadataOff {
        /// The profile.
        of: IdentitySource,
    },
    /// The vendor's CLI holds the keys of a login, and they have ended.
    #[error("{of} is a login of the vendor's CLI, and its temporary keys {}", if *there { "have expired" } else { "are not there" })]
    LoginEnded {
        /// The profile.
        of: IdentitySource,
        /// Whether there are keys at all.
        there: bool,
        /// The command that logs in again.
        command: String,
    },
    /// A mode of the vendor's CLI that does not sign requests in a way that this API takes.
    #[error("{of} has the mode {mode}, which gives no keys to sign with")]
    NoKeysInMode {
        /// The profile.
        of: IdentitySource,
        /// The mode.
        mode: String,
    },
    /// Another tool's file cannot be used.
    #[error("{file} {problem}")]
    BadFile {
        /// The file, as messages name it.
        file: String,
        /// What is wrong with it, as the end of a sentence.
        problem: String,
    },
    /// A file of certificates cannot be used.
    #[error("`ca_file`: \"{file}\" {problem}")]
    BadCaFile {
        /// The file.
        file: String,
        /// What is wrong with it, as the end of a sentence.
        problem: String,
    },
    /// One variable of a pair is set and the other is not.
    #[error("`{set}` is set and `{missing}` is not")]
    HalfPair {
        /// The one that is set.
        set: String,
        /// The one that is not, or empty.
        missing: String,
    },
    /// No place has keys.
    #[error("no AccessKey is configured")]
    NothingConfigured {
        /// Every place that was searched, in order, and why it had nothing.
        searched: Vec<String>,
        /// A profile of the profile file that could be asked for.
        profile: Option<String>,
        /// The profile file, as messages name it; nothing when no home directory is known.
        file: Option<String>,
    },
    /// No place names a region.
    #[error("no region is given")]
    NoRegion {
        /// Every place that was searched, in order, and why it had nothing.
        searched: Vec<String>,
    },
    /// A region that cannot be one.
    #[error("{from}: {reason}")]
    BadRegion {
        /// Where it was given.
        from: ValueOrigin,
        /// What is wrong with it.
        reason: EndpointError,
    },
    /// An endpoint that cannot be used.
    #[error("{from}: {reason}")]
    BadEndpoint {
        /// Where it was given.
        from: ValueOrigin,
        /// What is wrong with it.
        reason: EndpointError,
    },
}

fn listed(words: &[&str]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        words => words.concat(),
    }
}

fn names(chain: &[IdentitySource]) -> String {
    let names: Vec<&str> = chain.iter().map(IdentitySource::name).collect();
    names.join(" → ")
}
