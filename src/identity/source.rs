//! Where an identity comes from, as messages name it.

use std::fmt;

/// Where an identity comes from: a profile of a file, or variables of the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdentitySource {
    /// As messages name it.
    pub(super) shown: String,
    /// The name of the profile inside its file; empty for what is no file.
    pub(super) name: String,
    /// What `--profile` calls it, if it can be asked for by name.
    pub asked_as: Option<String>,
}

impl IdentitySource {
    /// What is not one of several profiles in a file.
    pub(super) fn unnamed(shown: impl Into<String>) -> Self {
        Self {
            shown: shown.into(),
            ..Self::default()
        }
    }

    /// A profile that `--profile` takes, with what stands before its name there.
    pub(super) fn profile(prefix: &str, name: &str, file: &str) -> Self {
        Self {
            shown: format!("profile \"{prefix}{name}\" of {file}"),
            name: name.to_owned(),
            asked_as: Some(format!("{prefix}{name}")),
        }
    }
}

impl fmt::Display for IdentitySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}
