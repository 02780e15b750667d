//! Which credentials to use: the chain of sources, and the region and endpoint that go with them.
//!
//! ```text
//! profile · aliyun · shared   files        ┐ each read into the one `Profile` of `config.toml`; one function per source,
//! environment                 variables    ┘ in the order of `chain`: the first source that has credentials wins
//!    └ mode      from a profile's mode to the method that gives its credentials; nothing is requested yet
//!        └ fetch/    requests them: STS, metadata, a URI, a file, a command; `api::credential_cache` renews them
//! target     region, endpoint and certificates, and who named them
//! overview   all profiles at once, for `invq profiles`
//! ```
//!
//! Each source answers *have it*, *not here* or *broken*. *Not here* passes on to the next source, *broken* stops the chain
//! with its reason. If no source has credentials, the error lists all of them: a missing key must never turn into an
//! unsigned request.

mod aliyun;
mod candidate;
mod chain;
mod environment;
mod fetch;
mod method;
mod mode;
mod overview;
mod profile;
mod shared;
mod source;
mod target;
mod words;

pub use chain::{Identity, resolve};
pub use fetch::{FetchContext, provider};
pub use method::{CredentialMethod, Login, Role};
pub use mode::sts_endpoint;
pub use overview::{ProfileStatus, overview};
pub use source::IdentitySource;
pub use target::{ValueOrigin, endpoint, nearest_region, region, roots, written};

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
