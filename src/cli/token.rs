//! Tokens for programs that use the API.

use std::process::ExitCode;

use chrono::Duration;

use super::at_store::{AtStore, Refused, Way, at_store, chance};
use super::settings::SettingsArgs;
use crate::access::{Scope, Scopes, Token, actor};

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  centralino token create --scope bookings:read --scope bookings:write --name portale\n  \
                  centralino token list\n  centralino token revoke 3"
)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a token; it is shown once, alone on the last line.
    Create {
        /// What it allows: bookings:read, bookings:write, tickets:read, tickets:write, admin. May be given several times.
        #[arg(long = "scope", required = true, value_delimiter = ',')]
        scopes: Vec<Scope>,
        /// What it is for, so that whoever reads the list knows.
        #[arg(long, default_value = actor::NAMELESS)]
        name: String,
        /// After how many days it runs out; else it does not.
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
        days: Option<u16>,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// List the tokens; none is shown itself.
    List {
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Revoke a token by the number that the list gives it.
    Revoke {
        /// Its number in the list.
        id: i64,
        #[command(flatten)]
        settings: SettingsArgs,
    },
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match &args.action {
        Action::Create { scopes, name, days, settings } => {
            let scopes = scopes.iter().copied().collect();
            at_store(settings, Way::Create, async |at| create(&at, scopes, name, *days).await)
        }
        Action::List { settings } => at_store(settings, Way::MustBeThere, async |at| list(&at).await),
        Action::Revoke { id, settings } => {
            at_store(settings, Way::MustBeThere, async |at| revoke(&at, *id).await)
        }
    }
}

async fn create(at: &AtStore, scopes: Scopes, name: &str, days: Option<u16>) -> Result<ExitCode, Refused> {
    let (token, now) = (Token::new(chance("a token")?), at.clock.now());
    let expires = days.map(|days| now + Duration::days(days.into()));
    let id = at.store.add_token(&token, name, scopes, now, expires).await?;
    eprintln!(
        "token {id} ({name}) allows {scopes}. It is shown this once; keep it where only its program can read it:"
    );
    println!("{}", token.text());
    Ok(ExitCode::SUCCESS)
}

async fn list(at: &AtStore) -> Result<ExitCode, Refused> {
    let tokens = at.store.tokens().await?;
    if tokens.is_empty() {
        println!("there are no tokens");
    }
    for token in tokens {
        let now = at.clock.now();
        let until = match token.expires {
            Some(expires) if expires <= now => format!(", ran out on {}", expires.format("%Y-%m-%d")),
            Some(expires) => format!(", until {}", expires.format("%Y-%m-%d %H:%M UTC")),
            None => String::new(),
        };
        println!(
            "{}  {}: {}, made {}{until}",
            token.id,
            token.name,
            token.scopes,
            token.created.format("%Y-%m-%d")
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn revoke(at: &AtStore, id: i64) -> Result<ExitCode, Refused> {
    if at.store.revoke_token(id).await? {
        println!("token {id} is revoked as of now");
        Ok(ExitCode::SUCCESS)
    } else {
        Err(Refused::Usage(format!("there is no token {id}; `centralino token list` shows those there are")))
    }
}
