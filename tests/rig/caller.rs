//! A call on a platform that signs what it posts, as Twilio does.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Client, Response};
use ring::hmac;

use super::{Document, PUBLIC_URL, Serve, TOKEN};

/// One call.
pub(crate) struct Caller {
    client: Client,
    call: String,
    from: String,
    to: String,
    address: String,
}

impl Caller {
    /// A call to the Ministry from a number that nobody knows.
    pub(crate) fn new(serve: &Serve, call: &str) -> Self {
        Self::from(serve, call, "+390212345678")
    }

    /// A call to the Ministry from this number.
    pub(crate) fn from(serve: &Serve, call: &str, from: &str) -> Self {
        Self::by_number(call, from).behind(&serve.url(""))
    }

    /// A call from this number, to nowhere yet: [`Caller::behind`] says where.
    pub(crate) fn by_number(call: &str, from: &str) -> Self {
        Self {
            client: Client::new(),
            call: call.to_owned(),
            from: from.to_owned(),
            to: "+39800749049".to_owned(),
            address: String::new(),
        }
    }

    /// To another number.
    pub(crate) fn to(mut self, to: &str) -> Self {
        to.clone_into(&mut self.to);
        self
    }

    /// Through a load balancer at this address, `http://HOST:PORT`.
    pub(crate) fn behind(mut self, balancer: &str) -> Self {
        balancer.clone_into(&mut self.address);
        self
    }

    /// The same call after the service was started again elsewhere.
    pub(crate) fn at(mut self, serve: &Serve) -> Self {
        self.address = serve.url("");
        self
    }

    /// The fields of a request, with more.
    pub(crate) fn fields(&self, more: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut fields = vec![
            ("CallSid".to_owned(), self.call.clone()),
            ("AccountSid".to_owned(), "AC1".to_owned()),
            ("From".to_owned(), self.from.clone()),
            ("To".to_owned(), self.to.clone()),
        ];
        if !more.iter().any(|(name, _)| *name == "CallStatus") {
            fields.push(("CallStatus".to_owned(), "in-progress".to_owned()));
        }
        fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        fields
    }

    /// Posts to an address that a document gave, or to a path; the answer as it is.
    pub(crate) async fn post(&self, action: &str, more: &[(&str, &str)]) -> Response {
        let path =
            action.strip_prefix(PUBLIC_URL).or_else(|| action.strip_prefix(&self.address)).unwrap_or(action);
        let fields = self.fields(more);
        let signature = sign(&format!("{PUBLIC_URL}{path}"), &fields);
        let request = self.client.post(format!("{}{path}", self.address)).form(&fields);
        request.header("X-Twilio-Signature", signature).send().await.unwrap()
    }

    /// Posts, and reads the document that comes.
    pub(crate) async fn next(&self, action: &str, more: &[(&str, &str)]) -> Document {
        let answer = self.post(action, more).await;
        let (status, kind) = (answer.status(), answer.headers()["content-type"].to_str().unwrap().to_owned());
        let text = answer.text().await.unwrap();
        assert_eq!(status, 200, "{text}");
        assert!(kind.starts_with("text/xml"), "{kind}");
        Document::read(&text)
    }

    /// The call arrives.
    pub(crate) async fn arrives(&self) -> Document {
        self.next("/hooks/twiml", &[("CallStatus", "ringing")]).await
    }

    /// Keys are pressed at what a document asks.
    pub(crate) async fn presses(&self, at: &Document, keys: &str) -> Document {
        self.next(at.action(), &[("Digits", keys)]).await
    }

    /// Keys are pressed one after the other, each at what was asked last.
    pub(crate) async fn walks(&self, keys: &str) -> Document {
        let mut document = self.arrives().await;
        for key in keys.chars() {
            document = self.presses(&document, &key.to_string()).await;
        }
        document
    }
}

/// The signature as Twilio's documentation describes it, made here anew so that the service's own cannot be wrong alike.
pub(crate) fn sign(url: &str, fields: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = fields.to_vec();
    sorted.sort();
    let text = sorted.into_iter().fold(url.to_owned(), |text, (name, value)| text + &name + &value);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, TOKEN.as_bytes());
    STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}
