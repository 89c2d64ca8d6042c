//! Talking with the provider: where it sends people, what it vouches for. Its signatures, its address and our own name in what it says are checked by
//! the library; what is fetched from it is bounded in time and size.

use std::sync::Arc;
use std::time::Duration as Patience;

use chrono::{DateTime, Duration, Utc};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreIdTokenClaims, CoreProviderMetadata,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
    UserInfoClaims,
};
use reqwest::redirect::Policy;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::access::{Role, actor};
use crate::config::OpenId;

/// How long one answer of the provider may take.
const ANSWER: Patience = Patience::from_secs(10);

/// The largest answer that is read.
const LARGEST: usize = 512 * 1024;

/// How long what the provider says of itself, its keys among it, is believed.
const KNOWN: Duration = Duration::minutes(5);

/// The longest name that somebody has here, in bytes.
const LONGEST_NAME: usize = 128;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What the provider said of itself, and when; or why it did not, and until when that was asked.
#[derive(Debug, Default)]
struct Known {
    said: Option<(DateTime<Utc>, CoreProviderMetadata)>,
    silent: Option<(Instant, String)>,
}

/// Whatever else it says of somebody.
#[derive(Debug, Serialize, Deserialize)]
struct Others {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for Others {}

/// The organisation's own provider.
#[derive(Clone, Debug)]
pub(in super::super) struct Provider {
    settings: OpenId,
    back: RedirectUrl,
    http: reqwest::Client,
    known: Arc<Mutex<Known>>,
}

/// Why the provider's word is not to be had, or not to be believed. None of them holds anything of a person.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// It does not answer, or not as a provider does.
    #[error("the provider does not say where its parts are: {0}")]
    Discovery(String),
    /// It did not give a token for the code.
    #[error("the provider gives no token: {0}")]
    Token(String),
    /// The token is not for us, not from it, or not for this journey.
    #[error("the provider's token is not believed: {0}")]
    Believed(String),
    /// What it says of somebody cannot be read.
    #[error("the provider does not say who it is: {0}")]
    Who(String),
}

/// An answer that could not be fetched.
#[derive(Debug, thiserror::Error)]
enum Unheard {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
    #[error(transparent)]
    Written(#[from] axum::http::Error),
}

/// Where to send somebody, and what must come back with them.
pub(super) struct Journey {
    pub(super) address: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
}

/// Whom the provider vouches for.
pub(super) struct Vouched {
    /// Its address, and its lasting name for them.
    pub(super) subject: String,
    /// The name under which they are known here: in small letters; none where it says none that can be one.
    pub(super) name: Option<String>,
    /// What its names for them give.
    pub(super) role: Option<Role>,
}

impl Provider {
    /// The provider by the settings; `base` is where browsers reach us.
    ///
    /// # Errors
    /// A sentence that says why nobody can be sent back to us.
    pub(in super::super) fn new(settings: &OpenId, base: &str) -> Result<Self, String> {
        let back = RedirectUrl::new(format!("{base}{}", super::RETURN)).map_err(|fault| {
            format!("{base} is no address to which a provider can send people back: {fault}")
        })?;
        let http = reqwest::Client::builder().timeout(ANSWER).redirect(Policy::none()).build();
        let http = http.map_err(|fault| format!("no provider can be asked from here: {fault}"))?;
        Ok(Self { settings: settings.clone(), back, http, known: Arc::default() })
    }

    /// What it is called on the page.
    pub(in super::super) fn name(&self) -> Option<&str> {
        self.settings.name.as_deref()
    }

    /// Whether roles are its to give.
    pub(super) const fn gives_roles(&self) -> bool {
        self.settings.roles.is_some()
    }

    /// Where to send somebody.
    pub(super) async fn journey(&self, now: DateTime<Utc>) -> Result<Journey, Fault> {
        let client = self.client(now).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("profile".to_owned()))
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Journey {
            address: address.to_string(),
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        })
    }

    /// Whom it vouches for by the code with which they came back.
    pub(super) async fn vouched(
        &self,
        now: DateTime<Utc>,
        code: &str,
        nonce: String,
        verifier: String,
    ) -> Result<Vouched, Fault> {
        let client = self.client(now).await?;
        let ask = |request| fetch(self.http.clone(), request);
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|fault| Fault::Token(fault.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let tokens = request.request_async(&ask).await.map_err(|fault| Fault::Token(fault.to_string()))?;
        let token = tokens.id_token().ok_or_else(|| Fault::Token("it gave no ID token".to_owned()))?;
        let checks = client.id_token_verifier();
        let believed = |fault: String| Fault::Believed(fault);
        let claims =
            token.claims(&checks, &Nonce::new(nonce)).map_err(|fault| believed(fault.to_string()))?;
        if let Some(expected) = claims.access_token_hash() {
            let key = token.signing_key(&checks).map_err(|fault| believed(fault.to_string()))?;
            let algorithm = token.signing_alg().map_err(|fault| believed(fault.to_string()))?;
            let found = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
            if found.map_err(|fault| believed(fault.to_string()))? != *expected {
                return Err(Fault::Believed("its access token is another one".to_owned()));
            }
        }
        // It is believed now: the rest of what it says can be read.
        let mut said =
            payload(&token.to_string()).ok_or_else(|| Fault::Who("the token has no claims".to_owned()))?;
        if !said.contains_key(self.first_of_claim()) || name(&said).is_none() {
            said.extend(self.more(&client, tokens.access_token().clone(), claims, &ask).await?);
        }
        let names = named(&said, &self.settings.claim);
        Ok(Vouched {
            subject: format!("{} {}", self.settings.issuer, claims.subject().as_str()),
            name: name(&said),
            role: self.settings.roles.as_ref().and_then(|map| map.role(names.iter().map(String::as_str))),
        })
    }

    /// What it says of somebody where it is asked apart.
    async fn more<F>(
        &self,
        client: &Client,
        access: AccessToken,
        claims: &CoreIdTokenClaims,
        ask: &(impl Fn(HttpRequest) -> F + Sync),
    ) -> Result<Map<String, Value>, Fault>
    where
        F: Future<Output = Result<HttpResponse, Unheard>> + Send + 'static,
    {
        // A provider without such a place has said everything in its token.
        let Ok(request) = client.user_info(access, Some(claims.subject().clone())) else {
            return Ok(Map::new());
        };
        let told: UserInfoClaims<Others, CoreGenderClaim> =
            request.request_async(ask).await.map_err(|fault| Fault::Who(fault.to_string()))?;
        match serde_json::to_value(&told) {
            Ok(Value::Object(all)) => Ok(all),
            Ok(_) | Err(_) => Err(Fault::Who("what it says is no object".to_owned())),
        }
    }

    fn first_of_claim(&self) -> &str {
        self.settings.claim.split('.').next().unwrap_or("")
    }

    /// What it says of itself. One asks for all who wait meanwhile, and its silence is theirs too: nobody waits for it twice.
    async fn metadata(&self, now: DateTime<Utc>) -> Result<CoreProviderMetadata, Fault> {
        let came = Instant::now();
        let mut known = self.known.lock().await;
        match &*known {
            Known { said: Some((since, metadata)), .. }
                if (Duration::zero()..KNOWN).contains(&(now - *since)) =>
            {
                return Ok(metadata.clone());
            }
            Known { silent: Some((until, why)), .. } if *until >= came => {
                return Err(Fault::Discovery(why.clone()));
            }
            Known { .. } => {}
        }
        let issuer = IssuerUrl::new(self.settings.issuer.clone());
        let issuer = issuer.map_err(|fault| Fault::Discovery(fault.to_string()))?;
        let ask = |request| fetch(self.http.clone(), request);
        match CoreProviderMetadata::discover_async(issuer, &ask).await {
            Ok(found) => {
                *known = Known { said: Some((now, found.clone())), silent: None };
                Ok(found)
            }
            Err(fault) => {
                let why = fault.to_string();
                *known = Known { said: None, silent: Some((Instant::now(), why.clone())) };
                Err(Fault::Discovery(why))
            }
        }
    }

    async fn client(&self, now: DateTime<Utc>) -> Result<Client, Fault> {
        let metadata = self.metadata(now).await?;
        let id = ClientId::new(self.settings.client_id.clone());
        let secret =
            self.settings.client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose().to_owned()));
        Ok(CoreClient::from_provider_metadata(metadata, id, secret).set_redirect_uri(self.back.clone()))
    }
}

async fn fetch(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, Unheard> {
    let mut answer = http.execute(request.try_into()?).await?;
    let mut written = axum::http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        written = written.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await? {
        if body.len() + part.len() > LARGEST {
            return Err(Unheard::TooLarge);
        }
        body.extend_from_slice(&part);
    }
    Ok(written.body(body)?)
}

/// What a token says (RFC 7519, section 3), to be read once its signature is checked.
fn payload(token: &str) -> Option<Map<String, Value>> {
    use base64::Engine as _;
    let payload = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}

/// What somebody is, by a claim: a list of names, or one.
fn named(said: &Map<String, Value>, claim: &str) -> Vec<String> {
    let mut parts = claim.split('.');
    let first = parts.next().and_then(|part| said.get(part));
    let found = parts.fold(first, |value, part| value?.get(part));
    match found {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(_) | None => Vec::new(),
    }
}

/// The name under which somebody is known here: as they sign in there, else their mailbox, where the provider says that it is theirs
/// (`OpenID` Connect Core, section 5.7: at many a provider anybody writes any other one there).
fn name(said: &Map<String, Value>) -> Option<String> {
    let fits = |name: &&str| {
        (1..=LONGEST_NAME).contains(&name.len())
            && name
                .chars()
                .all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '@' | '+'))
            && !actor::is_ours(name)
    };
    let is_theirs = match said.get("email_verified") {
        Some(Value::Bool(is_theirs)) => *is_theirs,
        // Some providers write it as text.
        Some(Value::String(text)) => text == "true",
        Some(_) | None => false,
    };
    let claims = ["preferred_username"].into_iter().chain(is_theirs.then_some("email"));
    let texts = claims.filter_map(|claim| said.get(claim)?.as_str());
    texts.into_iter().find(fits).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Map<String, Value> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_somebody_is_stands_in_a_list_in_a_word_or_deeper_down() {
        assert_eq!(named(&said(r#"{"groups": ["a", "b", 3]}"#), "groups"), ["a", "b"]);
        assert_eq!(named(&said(r#"{"role": "a"}"#), "role"), ["a"]);
        assert_eq!(named(&said(r#"{"realm_access": {"roles": ["a"]}}"#), "realm_access.roles"), ["a"]);
        assert!(named(&said(r#"{"groups": {"a": true}}"#), "groups").is_empty());
        assert!(named(&said("{}"), "realm_access.roles").is_empty());
    }

    #[test]
    fn a_name_is_one_that_can_be_signed_in_with() {
        assert_eq!(
            name(&said(r#"{"preferred_username": "Anna.B", "email": "x@y.it"}"#)).as_deref(),
            Some("anna.b")
        );
        assert_eq!(
            name(&said(r#"{"preferred_username": "Anna B", "email": "anna@y.it", "email_verified": true}"#))
                .as_deref(),
            Some("anna@y.it")
        );
        assert_eq!(
            name(&said(r#"{"preferred_username": "Clock", "email": "anna@y.it", "email_verified": true}"#))
                .as_deref(),
            Some("anna@y.it"),
            "histories call something else so"
        );
        assert_eq!(name(&said(r#"{"preferred_username": 7}"#)), None);
    }

    #[test]
    fn a_mailbox_is_nobodys_name_until_the_provider_has_seen_that_it_is_theirs() {
        for (verified, is_theirs) in [
            ("", false),
            (r#", "email_verified": false"#, false),
            (r#", "email_verified": "false""#, false),
            (r#", "email_verified": 1"#, false),
            (r#", "email_verified": "true""#, true),
            (r#", "email_verified": true"#, true),
        ] {
            let claims = format!(r#"{{"email": "anna@y.it"{verified}}}"#);
            assert_eq!(name(&said(&claims)).is_some(), is_theirs, "{claims}");
        }
    }

    #[tokio::test]
    async fn nobody_waits_twice_for_a_provider_that_says_nothing() {
        crate::tls::begin();
        // It takes connections and says nothing: each question lasts as long as we are patient.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let settings = OpenId {
            issuer: format!("http://{}", silent.local_addr().unwrap()),
            client_id: "centralino".to_owned(),
            client_secret: None,
            name: None,
            claim: "groups".to_owned(),
            roles: None,
        };
        let mut provider = Provider::new(&settings, "http://localhost").unwrap();
        provider.http = reqwest::Client::builder().timeout(Patience::from_millis(400)).build().unwrap();
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let began = Instant::now();
        let all = futures_util::future::join_all((0..20).map(|_| provider.journey(now))).await;
        assert!(all.iter().all(|journey| matches!(journey, Err(Fault::Discovery(_)))));
        assert!(began.elapsed() < Patience::from_secs(3), "one after the other: {:?}", began.elapsed());
        // Whoever comes later asks again.
        let later = Instant::now();
        assert!(provider.journey(now).await.is_err() && later.elapsed() >= Patience::from_millis(300));
    }
}
