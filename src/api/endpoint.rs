//! Where the service is: the known regions, the rule for all others, and endpoints that a person wrote.

mod parse;
mod region;

pub use parse::Endpoint;
pub use region::{
    Network, OtherService, Region, RegionKind, check_region, endpoint_host, known_regions,
};

/// Why a region or an endpoint cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Not a region ID.
    #[error("`{region}` is not a region ID: those are made of `a` to `z`, `0` to `9` and `-`")]
    BadRegion {
        /// What was given.
        region: String,
    },
    /// Neither `https` nor `http`.
    #[error("an endpoint cannot be reached over `{scheme}`, only over `https`")]
    Scheme {
        /// What was given.
        scheme: String,
    },
    /// More than scheme, host and port. Not quoted: it may hold a password or a token.
    #[error("an endpoint is a host and perhaps a port, without {part}")]
    Extra {
        /// What there is too much, with its article.
        part: &'static str,
    },
    /// Not a host name or address.
    #[error("`{host}` is not a host name or an address")]
    Host {
        /// What was given.
        host: String,
    },
    /// Not a port.
    #[error("`{port}` is not a port: those are 1 to 65535")]
    Port {
        /// What was given.
        port: String,
    },
    /// Plain `http` to another machine.
    #[error("`http` to `{host}` would leave the machine unencrypted; it is for loopback only")]
    PlainHttp {
        /// The host.
        host: String,
    },
}
