//! Commands to one Asterisk, over HTTP connections that are kept open: one that waits delays no other, as it would on the events' WebSocket.

use std::time::Duration;

use reqwest::{Client, Method, Url};
use serde::Deserialize;
use serde_json::{Value, json};

use super::fault::Fault;
use crate::config::{self, PublicUrl, Secret};
use crate::platform::ari::{Channel, Command, Left};

/// How long a command may take: answered within a millisecond or two, unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(2);

/// Shorter than `session_keep_alive` in the http.conf that we ship, or Asterisk closes a connection as we use it.
const KEPT: Duration = Duration::from_secs(12);

/// Sends commands to one Asterisk.
pub(super) struct Commands {
    client: Client,
    base: Url,
    user: String,
    password: Secret,
    app: String,
}

#[derive(Deserialize)]
struct Application {
    channel_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Variable {
    value: String,
}

#[derive(Deserialize)]
struct Module {
    status: String,
}

impl Commands {
    /// For the Asterisk at this address.
    pub(super) fn new(settings: &config::Ari, url: &PublicUrl) -> Result<Self, Fault> {
        let client = Client::builder()
            .no_proxy()
            .connect_timeout(Duration::from_secs(1))
            .timeout(PATIENCE)
            .pool_idle_timeout(KEPT)
            .build()?;
        Ok(Self {
            client,
            base: Url::parse(url.as_str()).map_err(|_| Fault::Address)?,
            user: settings.user.clone(),
            password: settings.password.clone(),
            app: settings.app.clone(),
        })
    }

    /// The application's name.
    pub(super) fn app(&self) -> &str {
        &self.app
    }

    /// Where events come from.
    pub(super) fn events(&self) -> Url {
        let mut url = self.address(&["events"]);
        url.query_pairs_mut().append_pair("app", &self.app);
        // From http to ws, which this kind of address always takes.
        let _ = url.set_scheme("ws");
        url
    }

    /// Who we are, as the `Authorization` of the events.
    pub(super) fn authorization(&self) -> String {
        use base64::Engine as _;
        let both = format!("{}:{}", self.user, self.password.expose());
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(both))
    }

    /// The channels that are lent to us.
    pub(super) async fn lent(&self) -> Result<Vec<String>, Fault> {
        let path = ["applications", &self.app];
        let application: Application =
            self.send("applications", Method::GET, &path, &[], None).await?.json().await?;
        Ok(application.channel_ids)
    }

    /// A channel as it is now.
    pub(super) async fn channel(&self, id: &str) -> Result<Channel, Fault> {
        Ok(self.send("channels", Method::GET, &["channels", id], &[], None).await?.json().await?)
    }

    /// Whether a module runs there.
    pub(super) async fn runs(&self, module: &'static str) -> Result<bool, Fault> {
        let path = ["asterisk", "modules", module];
        match self.send("modules", Method::GET, &path, &[], None).await {
            Ok(answer) => Ok(answer.json::<Module>().await?.status == "Running"),
            Err(fault) if fault.is_gone() => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// What was left with a channel.
    pub(super) async fn left(&self, channel: &Channel) -> Result<Option<Left>, Fault> {
        let path = ["channels", &channel.id, "variable"];
        let query = [("variable", Left::VARIABLE)];
        match self.send("variable", Method::GET, &path, &query, None).await {
            Ok(answer) => Ok(Left::read(&answer.json::<Variable>().await?.value)),
            // 404 is said of a variable that is not set, too.
            Err(fault) if fault.is_gone() => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Has one command carried out; `sounds` is where sounds are fetched.
    pub(super) async fn carry_out(
        &self,
        channel: &Channel,
        command: &Command,
        sounds: &str,
    ) -> Result<(), Fault> {
        let id = channel.id.as_str();
        match command {
            Command::Leave(text) => self.export(channel, Left::VARIABLE, text).await,
            Command::Renew(within) => {
                self.export(channel, "TIMEOUT(absolute)", &format!("{:.1}", within.as_secs_f64())).await
            }
            Command::Answer => self.post("answer", &["channels", id, "answer"], &[], None).await,
            Command::Progress => self.post("progress", &["channels", id, "progress"], &[], None).await,
            Command::Play { playback, sounds: names } => {
                let media: Vec<String> =
                    names.split('&').map(|name| format!("sound:{sounds}/prompts/{name}.wav")).collect();
                let path = ["channels", id, "play", playback];
                self.post("play", &path, &[], Some(json!({ "media": media }))).await
            }
            Command::Stop(playback) => {
                match self.send("stop", Method::DELETE, &["playbacks", playback], &[], None).await {
                    Ok(_) => Ok(()),
                    // It had ended.
                    Err(fault) if fault.is_gone() => Ok(()),
                    Err(fault) => Err(fault),
                }
            }
            Command::Transfer(extension) => self.goes_on(id, "centralino-ari-transfer", extension).await,
            Command::GiveUp => self.goes_on(id, "centralino-ari-lost", "s").await,
            Command::Hangup(cause) => {
                let cause = cause.to_string();
                let query = [("reason_code", cause.as_str())];
                self.send("hangup", Method::DELETE, &["channels", id], &query, None).await.map(drop)
            }
        }
    }

    /// Gives a channel back to a dialplan that did not lend it in our words.
    pub(super) async fn give_back(&self, id: &str) -> Result<(), Fault> {
        self.post("continue", &["channels", id, "continue"], &[], None).await
    }

    async fn goes_on(&self, id: &str, context: &str, extension: &str) -> Result<(), Fault> {
        let query = [("context", context), ("extension", extension), ("priority", "1")];
        self.post("continue", &["channels", id, "continue"], &query, None).await
    }

    /// Sets a variable or function of a channel from outside it.
    async fn export(&self, channel: &Channel, name: &str, value: &str) -> Result<(), Fault> {
        let body = json!({ "variable": format!("EXPORT({},{name})", channel.name), "value": value });
        self.post("variable", &["asterisk", "variable"], &[], Some(body)).await
    }

    async fn post(
        &self,
        command: &'static str,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<Value>,
    ) -> Result<(), Fault> {
        self.send(command, Method::POST, path, query, body).await.map(drop)
    }

    async fn send(
        &self,
        command: &'static str,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<Value>,
    ) -> Result<reqwest::Response, Fault> {
        let mut url = self.address(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut request =
            self.client.request(method, url).basic_auth(&self.user, Some(self.password.expose()));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        if status.is_success() {
            Ok(answer)
        } else {
            Err(Fault::Refused { command, status: status.as_u16() })
        }
    }

    fn address(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        // An http address can always take a path.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }
}
