//! Where an identity comes from, as messages name it.

use std::fmt;

/// Where an identity comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentitySource {
    /// A profile of `config.toml`.
    Profile {
        /// Its name.
        name: String,
        /// The file, as messages name it.
        file: String,
    },
    /// A profile of the vendor's CLI.
    VendorCli {
        /// Its name.
        name: String,
        /// The file, as messages name it.
        file: String,
    },
    /// A section of the file that the vendor's SDKs share.
    SharedFile {
        /// Its name.
        section: String,
        /// The file, as messages name it.
        file: String,
    },
    /// A file that cannot be read far enough to find a profile.
    File {
        /// The file, as messages name it.
        file: String,
    },
    /// Keys in the environment.
    Environment {
        /// The prefix of the variables, such as `ALIBABA_CLOUD_`.
        prefix: &'static str,
    },
    /// Something else in the environment.
    Variable {
        /// The variable that makes the difference.
        name: &'static str,
    },
}

impl IdentitySource {
    /// What `--profile` calls it, if it can be asked for by name.
    #[must_use]
    pub fn asked_as(&self) -> Option<String> {
        match self {
            Self::Profile { name, .. } => Some(name.clone()),
            Self::VendorCli { name, .. } => Some(format!("{}{name}", super::aliyun::PREFIX)),
            _ => None,
        }
    }

    /// The name of the profile inside its file; empty for what is no file.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Profile { name, .. } | Self::VendorCli { name, .. } => name,
            Self::SharedFile { section, .. } => section,
            Self::File { .. } | Self::Environment { .. } | Self::Variable { .. } => "",
        }
    }
}

impl fmt::Display for IdentitySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile { name, file } => write!(f, "profile \"{name}\" of {file}"),
            Self::VendorCli { name, file } => write!(f, "profile \"aliyun:{name}\" of {file}"),
            Self::SharedFile { section, file } => write!(f, "section [{section}] of {file}"),
            Self::File { file } => f.write_str(file),
            Self::Environment { prefix } => {
                write!(f, "`{prefix}ACCESS_KEY_ID` in the environment")
            }
            Self::Variable { name } => write!(f, "`{name}` in the environment"),
        }
    }
}
