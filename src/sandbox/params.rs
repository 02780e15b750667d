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

/// The number of the tag that a parameter's name speaks of: that of `Tag.3.Key` is 3.
pub fn tag_number(name: &str) -> Option<usize> {
    let (place, part) = name.strip_prefix("Tag.")?.split_once('.')?;
    number(place).filter(|_| matches!(part, "Key" | "Value"))
}

/// The number of a value in a list: that of `InstanceId.3` is 3.
fn list_number(name: &str) -> Option<usize> {
    number(name.strip_prefix("InstanceId.")?)
}

/// A place in a list, counted from 1. `01` and `+1` are other names.
fn number(place: &str) -> Option<usize> {
    let number: usize = place.parse().ok()?;
    (number > 0 && number.to_string() == place).then_some(number)
}

/// The parameters of an action by what they take, each list with spaces between.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// Texts, which are not empty.
    pub texts: &'static str,
    /// `true` or `false`, in any case.
    pub booleans: &'static str,
    /// One of a list of words.
    pub words: &'static [(&'static str, &'static str)],
    /// What the action looks at itself. `Tag.N` stands for all tags, `InstanceId.N` for all instances of a list.
    pub others: &'static str,
}

impl Parameters {
    /// The words that a parameter takes, if it takes some alone.
    fn words(&self, name: &str) -> Option<&'static str> {
        let row = self.words.iter().find(|(each, _)| *each == name);
        row.map(|(_, words)| *words)
    }

    /// Whether there is a parameter of this name.
    pub fn have(&self, name: &str) -> bool {
        let name = match (tag_number(name), list_number(name)) {
            (Some(_), _) => "Tag.N",
            (_, Some(_)) => "InstanceId.N",
            _ => name,
        };
        let lists = [self.texts, self.booleans, self.others];
        lists.iter().any(|list| is_among(list, name)) || self.words(name).is_some()
    }
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
    pub fn check(&self, action: &str, parameters: &Parameters) -> Result<(), Refusal> {
        let refuse = |name: &str, why: &str| {
            let message = format!("The specified parameter {name} is {why}.");
            Err(Refusal::new(400, "InvalidParameter", message))
        };
        for (place, (name, value)) in self.0.iter().enumerate() {
            if !parameters.have(name) && !is_among(LEGACY, name) {
                return refuse(name, &format!("not a parameter of {action}"));
            }
            if self.0.iter().take(place).any(|(each, _)| each == name) {
                return refuse(name, "given twice");
            }
            if is_among(parameters.texts, name) && value.is_empty() {
                return Err(Refusal::invalid(name, "It is empty; leave it out."));
            }
            let lower = value.to_ascii_lowercase();
            if is_among(parameters.booleans, name) && !is_among("true false", &lower) {
                return Err(Refusal::invalid(name, "It is true or false."));
            }
            if let Some(words) = parameters
                .words(name)
                .filter(|words| !is_among(words, value))
            {
                let rule = format!("It is one of {}.", words.replace(' ', ", "));
                return Err(Refusal::invalid(name, &rule));
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

    /// The values of the list `InstanceId.N`, in the order of their numbers.
    pub fn instances(&self) -> Vec<&str> {
        let mut list: Vec<(usize, &str)> = self
            .iter()
            .filter_map(|(name, value)| Some((list_number(name)?, value)))
            .collect();
        list.sort_unstable();
        list.into_iter().map(|(_, value)| value).collect()
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
