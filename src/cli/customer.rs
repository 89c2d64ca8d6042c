//! Customers of a desk: the codes by which they are known on the telephone, and the numbers of the desk that are theirs alone.

use std::process::ExitCode;

use super::at_store::{AtStore, KnownDesk, Refused, Way, at_store};
use super::settings::SettingsArgs;
use crate::terms::numbering::Did;
use crate::ticket::CustomerCode;

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A code has 3 to 24 letters and digits; callers press the key on which a letter stands (2 for A, B and C).\n\nExamples:\n  \
                  centralino customer add condafne HD4711\n  centralino customer list condafne\n  \
                  centralino customer number palitalsoft COMUNE1 '0731 22911'\n  centralino customer remove condafne HD4711"
)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Add a customer, by a code that they may key in.
    Add {
        /// The desk's short name.
        desk: String,
        /// Their code.
        code: CustomerCode,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// List a desk's customers, with the keys of their codes and their numbers.
    List {
        /// The desk's short name.
        desk: String,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Give a customer one of the desk's numbers: whoever dials it calls for them.
    Number {
        /// The desk's short name.
        desk: String,
        /// The customer's code.
        code: CustomerCode,
        /// The number dialled, or an extension, as the menu writes it.
        number: String,
        /// Take the number away again.
        #[arg(long)]
        remove: bool,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Remove a customer with their numbers and packages; their requests stay, and are nobody's.
    Remove {
        /// The desk's short name.
        desk: String,
        /// Their code.
        code: CustomerCode,
        #[command(flatten)]
        settings: SettingsArgs,
    },
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match &args.action {
        Action::Add { desk, code, settings } => {
            at_store(settings, Way::Create, async |at| add(&at, desk, code).await)
        }
        Action::List { desk, settings } => {
            at_store(settings, Way::MustBeThere, async |at| list(&at, desk).await)
        }
        Action::Number { desk, code, number, remove, settings } => {
            at_store(settings, Way::MustBeThere, async |at| {
                let known = at.desk(desk)?;
                let customer = customer(&at, desk, code).await?;
                if *remove {
                    take(&at, &known, customer, number).await
                } else {
                    give(&at, &known, code, customer, number).await
                }
            })
        }
        Action::Remove { desk, code, settings } => at_store(settings, Way::MustBeThere, async |at| {
            at.desk(desk)?;
            let customer = customer(&at, desk, code).await?;
            at.store.remove_customer(customer).await?;
            println!("{} is no customer of {desk} any more", code.as_str());
            Ok(ExitCode::SUCCESS)
        }),
    }
}

/// The row of the customer with a code.
pub(super) async fn customer(at: &AtStore, desk: &str, code: &CustomerCode) -> Result<i64, Refused> {
    let found = at.store.customer_of_code(desk, code).await?;
    found.ok_or_else(|| {
        Refused::Usage(format!(
            "{desk} has no customer with the code {}; `centralino customer list {desk}` shows those there are",
            code.as_str()
        ))
    })
}

async fn add(at: &AtStore, desk: &str, code: &CustomerCode) -> Result<ExitCode, Refused> {
    at.desk(desk)?;
    if at.store.customer_of_code(desk, code).await?.is_some() {
        return Err(Refused::Usage(format!("{desk} has a customer with the code {} already", code.as_str())));
    }
    at.store.add_customer(desk, code, at.clock.now()).await?;
    println!("{} is a customer of {desk}; on the telephone: {} and hash", code.as_str(), code.keys());
    let same: Vec<_> = at.store.customers(desk).await?.into_iter().map(|kept| kept.code).collect();
    for other in same.iter().filter(|other| *other != code && other.keys() == code.keys()) {
        eprintln!(
            "centralino: {} stands on the same keys, so neither of the two is known by them",
            other.as_str()
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(at: &AtStore, desk: &str) -> Result<ExitCode, Refused> {
    at.desk(desk)?;
    let customers = at.store.customers(desk).await?;
    if customers.is_empty() {
        println!("{desk} has no customers; `centralino customer add {desk} CODE` adds one");
    }
    for customer in customers {
        let numbers = customer.numbers.join(", ");
        let numbers = if numbers.is_empty() { numbers } else { format!(", dialled as {numbers}") };
        println!("{}: keys {}{numbers}", customer.code.as_str(), customer.code.keys());
    }
    Ok(ExitCode::SUCCESS)
}

async fn give(
    at: &AtStore,
    known: &KnownDesk,
    code: &CustomerCode,
    customer: i64,
    number: &str,
) -> Result<ExitCode, Refused> {
    let did = did(known, number)?;
    if !known.numbers.is_empty() && !known.numbers.contains(&did) {
        let message =
            format!("{} does not have the number {number}: write it under `numbers` first", known.name);
        return Err(Refused::Usage(message));
    }
    at.store.give_number(&known.name, &did.to_string(), customer).await?;
    println!("whoever dials {did} calls for {}", code.as_str());
    Ok(ExitCode::SUCCESS)
}

async fn take(at: &AtStore, known: &KnownDesk, customer: i64, number: &str) -> Result<ExitCode, Refused> {
    let did = did(known, number)?;
    if at.store.take_number(&known.name, &did.to_string(), customer).await? {
        println!("{did} belongs to no customer any more");
        Ok(ExitCode::SUCCESS)
    } else {
        Err(Refused::Usage(format!("{did} is not that customer's")))
    }
}

fn did(known: &KnownDesk, number: &str) -> Result<Did, Refused> {
    Did::parse(number, known.country).map_err(|fault| Refused::Usage(format!("`{number}`: {fault}")))
}
