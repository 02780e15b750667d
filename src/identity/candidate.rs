//! What the sources have: profiles, usable or not, and what each source answers to the chain.

use super::method::CredentialMethod;
use super::source::IdentitySource;
use crate::config::{Profile, SetupError, listed};
use crate::nearest::nearest;

/// A profile that a source has, usable or not.
pub(super) struct Candidate {
    pub source: IdentitySource,
    pub profile: Profile,
    /// What the source itself knows: the keys of a login, or why the profile cannot be used. Otherwise the mode decides.
    pub known: Option<Result<CredentialMethod, SetupError>>,
}

/// The profiles of one source, and what the source answers to the chain.
pub(super) struct Candidates {
    /// The source, as messages name it.
    pub place: String,
    /// What stands before a name of this source in `--profile`.
    pub prefix: &'static str,
    pub all: Vec<Candidate>,
    pub answer: SourceAnswer,
}

/// What a source answers to the chain.
pub(super) enum SourceAnswer {
    /// It has this one of its candidates.
    Have(usize),
    /// It has none, for this reason.
    NotHere(String),
    /// It has something that cannot be used, so that looking further would hide it.
    Broken(SetupError),
}

impl Candidates {
    /// Those of a source, the first of which answers the chain.
    pub fn new(place: impl Into<String>, all: Vec<Candidate>) -> Self {
        Self {
            place: place.into(),
            prefix: "",
            all,
            answer: SourceAnswer::Have(0),
        }
    }

    pub fn not_here(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            answer: SourceAnswer::NotHere(why.into()),
            ..Self::new(place, Vec::new())
        }
    }

    pub fn broken(place: impl Into<String>, error: SetupError) -> Self {
        Self {
            answer: SourceAnswer::Broken(error),
            ..Self::new(place, Vec::new())
        }
    }

    pub fn position(&self, name: &str) -> Option<usize> {
        self.all.iter().position(|it| it.source.name == name)
    }

    pub fn find(&self, name: &str) -> Result<&Candidate, SetupError> {
        let found = self.position(name).and_then(|index| self.all.get(index));
        found.ok_or_else(|| {
            let names = || self.all.iter().map(|it| it.source.name.as_str());
            let prefix = self.prefix;
            let near = nearest(name, names());
            let hint = near.map(|near| format!("did you mean `--profile {prefix}{near}`?"));
            let listed = listed(names().map(|name| format!("{prefix}{name}")));
            let message = format!("there is no profile \"{prefix}{name}\" in {}", self.place);
            SetupError {
                is_unknown_profile: true,
                ..SetupError::new(message, hint.as_deref().unwrap_or(LIST)).context([listed])
            }
        })
    }
}

const LIST: &str = "`invq profiles` lists them";

/// A file of another tool that cannot be used; what is wrong with it is the end of a sentence.
pub(super) fn bad_file(file: &str, problem: &str) -> SetupError {
    let hint = "repair it with the tool that writes it, or name another identity with --profile";
    SetupError::new(format!("{file} {problem}"), hint)
}

/// A value of a profile that cannot be. It is not quoted: some of these are secrets. What is wrong is the end of a sentence.
pub(super) fn bad_value(of: &IdentitySource, key: &str, problem: &str) -> SetupError {
    let message = format!("`{key}` of {of} {problem}");
    SetupError::new(message, "config.example.toml shows what each key takes")
}
