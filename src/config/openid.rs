//! The organisation's own provider, by which people sign in (`OpenID` Connect).

use super::{Mistake, PublicUrl, Reader, Secret, read};
use crate::access::RoleMap;

/// The provider, and how it knows us.
#[derive(Clone, Debug)]
pub struct OpenId {
    /// Its address, as it names itself: with a slash at its end where it has one.
    pub issuer: String,
    /// Our name with it.
    pub client_id: String,
    /// Our secret with it; none for a client without one.
    pub client_secret: Option<Secret>,
    /// The claim in which it says what somebody is; a dot leads into an object.
    pub claim: String,
    /// Which of its names give which role; none: people are added here.
    pub roles: Option<RoleMap>,
    /// What it is called on the page.
    pub name: Option<String>,
}

impl OpenId {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let issuer = reader.maybe("oidc-issuer", issuer);
        let client_id = reader.maybe("oidc-client-id", some);
        let client_secret = reader.maybe("oidc-client-secret", some).map(Secret::new);
        let claim = reader.sure("oidc-claim", String::new(), some);
        let roles = reader.maybe("oidc-roles", |text| RoleMap::read(text).map_err(|fault| fault.to_string()));
        let name = reader.maybe("oidc-name", some);
        match (issuer, client_id) {
            (Some(issuer), Some(client_id)) => {
                Some(Self { issuer, client_id, client_secret, claim, roles, name })
            }
            (Some(_), None) => {
                reader.mistakes.push(Mistake::new("CENTRALINO_OIDC_ISSUER is set and CENTRALINO_OIDC_CLIENT_ID is not; it should be our name with the provider"));
                None
            }
            (None, client) => {
                if client.is_some() || client_secret.is_some() || roles.is_some() {
                    reader.mistakes.push(Mistake::new("CENTRALINO_OIDC_ISSUER is not set, and without it the other settings of the provider do nothing; it should be its address, such as https://id.example.org/realms/comune"));
                }
                None
            }
        }
    }
}

fn some(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("not empty".to_owned()) } else { Ok(text.to_owned()) }
}

/// What goes over a network in the clear is nobody's word.
fn issuer(text: &str) -> Result<String, String> {
    let expected = || {
        "https:// and where the provider is, as its own configuration names it (http:// on this machine only)"
            .to_owned()
    };
    let address: PublicUrl = read::url(text).map_err(|_| expected())?;
    let host = address.host();
    let is_here = host == "localhost"
        || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    if address.as_str().starts_with("https://") || is_here { Ok(text.to_owned()) } else { Err(expected()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_provider_that_nobody_can_pretend_to_be_is_believed() {
        assert_eq!(
            issuer("https://id.example.org/realms/x/"),
            Ok("https://id.example.org/realms/x/".to_owned())
        );
        assert!(issuer("http://127.0.0.1:3000").is_ok() && issuer("http://localhost:3000").is_ok());
        assert!(issuer("http://id.example.org").is_err() && issuer("id.example.org").is_err());
    }
}
