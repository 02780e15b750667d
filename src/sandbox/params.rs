//! The parameters of an action: known by name, given once, read into their types.

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

/// What a parameter takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Anything; its action looks at it.
    Any,
    /// A text, which is not empty.
    Text,
    /// `true` or `false`, in any case.
    Boolean,
    /// One of a list of words, in which spaces separate them.
    Word(&'static str),
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

    /// Refuses a name that the action does not have or that comes twice, and a value that its parameter does not take.
    pub fn check(&self, action: &str, kind: impl Fn(&str) -> Option<Kind>) -> Result<(), Refusal> {
        let refuse = |name: &str, why: &str| {
            let message = format!("The specified parameter {name} is {why}.");
            Err(Refusal::new(400, "InvalidParameter", message))
        };
        for (place, (name, value)) in self.0.iter().enumerate() {
            let kind = kind(name).or_else(|| is_among(LEGACY, name).then_some(Kind::Any));
            let Some(kind) = kind else {
                return refuse(name, &format!("not a parameter of {action}"));
            };
            if self.0.iter().take(place).any(|(each, _)| each == name) {
                return refuse(name, "given twice");
            }
            let rule = match kind {
                Kind::Text if value.is_empty() => "It is empty; leave it out.".to_owned(),
                Kind::Boolean if !is_among("true false", &value.to_ascii_lowercase()) => {
                    "It is true or false.".to_owned()
                }
                Kind::Word(words) if !is_among(words, value) => {
                    format!("It is one of {}.", words.replace(' ', ", "))
                }
                _ => continue,
            };
            return Err(Refusal::invalid(name, &rule));
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

    /// The value, which must be there.
    pub fn needed(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::missing(name))
    }

    /// Whether a value is the one that was asked for, if one was.
    pub fn allows(&self, name: &str, value: &str) -> bool {
        self.get(name).is_none_or(|wanted| wanted == value)
    }

    /// A boolean, in any case.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        self.get(name)
            .map(|value| value.eq_ignore_ascii_case("true"))
    }

    /// A number within bounds; `refusal` is the error for one that is not.
    pub fn number(
        &self,
        name: &str,
        bounds: std::ops::RangeInclusive<usize>,
        refusal: impl FnOnce() -> Refusal,
    ) -> Result<Option<usize>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        // `parse` would let a sign through.
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let number = value.parse().ok().filter(|_| digits);
        let number = number.filter(|number| bounds.contains(number));
        number.map(Some).ok_or_else(refusal)
    }

    /// All but some of them as one text, whatever their order.
    pub fn key(&self, without: &str) -> String {
        let others = self.0.iter().filter(|(name, _)| !is_among(without, name));
        let mut pairs: Vec<String> = others
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.sort_unstable();
        pairs.join("&")
    }
}
