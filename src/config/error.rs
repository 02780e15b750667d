//! Why a query cannot be set up: a profile file, an identity, a region or an endpoint that cannot be used.

/// What is wrong, and what to do. Nothing in it quotes a line of a file or a value that may be a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SetupError {
    /// What is wrong.
    pub message: String,
    /// Lines under it.
    pub context: Vec<String>,
    /// What to do.
    pub hint: String,
    /// Whether a profile was named that is not there.
    pub is_unknown_profile: bool,
}

impl SetupError {
    /// An error, and what to do about it.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            ..Self::default()
        }
    }

    /// Puts lines under the message.
    pub fn context(self, lines: impl IntoIterator<Item = String>) -> Self {
        let context = lines.into_iter().collect();
        Self { context, ..self }
    }

    /// Lists the places that were searched, each with why it had nothing.
    pub fn searched(self, places: &[String]) -> Self {
        let places = places.iter().map(|place| format!("  {place}"));
        self.context(
            ["looked for it, in this order:".to_owned()]
                .into_iter()
                .chain(places),
        )
    }
}

/// The profiles that there are, as a line under a message.
pub fn listed<T: AsRef<str>>(names: impl Iterator<Item = T>) -> String {
    let names: Vec<T> = names.collect();
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.join(", ") {
        none if none.is_empty() => "profiles: none".to_owned(),
        names => format!("profiles: {names}"),
    }
}
