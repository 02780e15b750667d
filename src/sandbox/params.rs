//! The parameters of an action: known by name, given once, read into their types.

use super::fleet::record::Encoding;
use super::refusal::Refusal;

/// What every action accepts and none looks at: hidden parameters of early accounts, which some clients still send.
const LEGACY: &str = "OwnerId OwnerAccount ResourceOwnerId ResourceOwnerAccount";

/// The parameters of the protocol itself.
const COMMON: &str = "Action Version Format AccessKeyId Signature SignatureMethod SignatureVersion SignatureNonce \
    SignatureType Timestamp SecurityToken";

/// Whether a word is one of a list, in which spaces separate them.
pub fn is_among(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|each| each == word)
}

/// An action's own parameters.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// The action's own among all that arrived.
    pub fn own(all: &[(&str, &str)]) -> Self {
        let own = all.iter().filter(|(name, _)| !is_among(COMMON, name));
        Self(
            own.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    /// Refuses a name that the action does not have, or that comes twice.
    pub fn check_names(
        &self,
        action: &str,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<(), Refusal> {
        let refuse = |name: &str, why: &str| {
            let message = format!("The specified parameter {name} is {why}.");
            Err(Refusal::new(400, "InvalidParameter", message))
        };
        for (place, (name, _)) in self.0.iter().enumerate() {
            if !is_known(name) && !is_among(LEGACY, name) {
                return refuse(name, &format!("not a parameter of {action}"));
            }
            if self.0.iter().take(place).any(|(each, _)| each == name) {
                return refuse(name, "given twice");
            }
        }
        Ok(())
    }

    /// The known ones, for the log: what a client made up is not repeated, since it may be a secret put in the wrong
    /// place.
    pub fn known(&self, is_known: impl Fn(&str) -> bool) -> Vec<(String, String)> {
        let known = self.0.iter().filter(|(name, _)| is_known(name));
        known.cloned().collect()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value as it came.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(each, _)| *each == name)
            .map(|(_, value)| value)
    }

    /// A text, which is not empty when it is given.
    pub fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.get(name) {
            Some("") => Err(Refusal::invalid(name, "It is empty; leave it out.")),
            value => Ok(value.map(str::to_owned)),
        }
    }

    /// One of a list of words, in which spaces separate them.
    pub fn word(&self, name: &str, words: &'static str) -> Result<Option<&'static str>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        if let Some(word) = words.split_whitespace().find(|word| *word == value) {
            return Ok(Some(word));
        }
        let rule = format!("It is one of {}.", words.replace(' ', ", "));
        Err(Refusal::invalid(name, &rule))
    }

    /// How scripts and outputs are to be written.
    pub fn encoding(&self) -> Result<Encoding, Refusal> {
        Ok(match self.word("ContentEncoding", "PlainText Base64")? {
            Some("PlainText") => Encoding::PlainText,
            _ => Encoding::Base64,
        })
    }

    /// A boolean, in any case.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.get(name).map(str::to_ascii_lowercase).as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Refusal::invalid(name, "It is true or false.")),
        }
    }

    /// A number within bounds; `refusal` is the error for one that is not.
    pub fn number(
        &self,
        name: &str,
        bounds: std::ops::RangeInclusive<usize>,
        refusal: fn() -> Refusal,
    ) -> Result<Option<usize>, Refusal> {
        self.get(name)
            .map(|value| {
                // `parse` would let a sign through.
                let digits = value.bytes().all(|byte| byte.is_ascii_digit());
                let number = value.parse().ok().filter(|_| digits);
                number
                    .filter(|number| bounds.contains(number))
                    .ok_or_else(refusal)
            })
            .transpose()
    }
}
