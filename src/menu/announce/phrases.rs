//! The words of the program's own phrases. Formal and genderless: nothing here knows whether the caller is a man or a woman, and "La" or
//! "Gentile cliente" are avoided where a plain sentence does. A phrase that ends in a colon or without a stop is followed by a spoken value.

use std::borrow::Cow;

use super::{closed, key_name, pieces, waits};
use crate::menu::words::Phrase;
use crate::terms::Language;

/// The words of a phrase.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a table: a line for each phrase")]
pub fn phrase(phrase: Phrase, language: Language) -> Cow<'static, str> {
    let [it, en] = match phrase {
        Phrase::NoSuchKey(digit) => {
            let key = key_name(digit, language);
            return Cow::Owned(match language {
                Language::It => format!("Il tasto {key} qui non c'è."),
                Language::En => format!("There is no key {key} here."),
            });
        }
        Phrase::Closed(why) => closed::words(why),
        Phrase::OperatorLanguage(speaks) => return Cow::Borrowed(pieces::speaks_in(speaks, language)),
        Phrase::CallsBefore(before) => return Cow::Owned(waits::calls_before(before, language)),
        Phrase::ExpectedWait(minutes) => return Cow::Owned(waits::expected_wait(minutes, language)),
        Phrase::PleaseHold => ["Resti in linea.", "Please hold the line."],
        Phrase::NothingPressed => ["Non è stato premuto nessun tasto.", "No key was pressed."],
        Phrase::TooFewDigits => ["Mancano alcune cifre.", "Some digits are missing."],
        Phrase::Cleared => {
            ["Cancellato. Ricominci dalla prima cifra.", "Cleared. Please start again from the first digit."]
        }
        Phrase::Reopens => ["Riapre", "It opens again"],
        Phrase::DestinationBusy => ["La linea è occupata.", "The line is busy."],
        Phrase::DestinationUnanswered => {
            ["In questo momento non risponde nessuno.", "Nobody is answering at the moment."]
        }
        Phrase::DestinationFailed => ["La linea non è raggiungibile.", "The line cannot be reached."],
        Phrase::WaitedTooLong => ["L'attesa si sta prolungando troppo.", "The wait is taking too long."],
        Phrase::TooManyErrors => {
            ["Non abbiamo ricevuto una scelta valida.", "We have not received a valid choice."]
        }
        Phrase::Exhausted => {
            ["La chiamata ha raggiunto la durata massima.", "This call has reached its time limit."]
        }
        Phrase::FirstFree => ["Primo orario libero:", "The first free time is:"],
        Phrase::NextFree => ["Un altro orario libero:", "Another free time is:"],
        Phrase::OfferKeys => [
            "Se va bene, prema 1. Un'altra ora, 2. Un altro giorno, 3.",
            "If this suits you, press 1. Another time, 2. Another day, 3.",
        ],
        Phrase::NothingFree => {
            ["Nei prossimi giorni non ci sono orari liberi.", "There are no free times in the next few days."]
        }
        Phrase::NoOtherDay => ["Non ci sono altri giorni liberi.", "No other day is free."],
        Phrase::NoOtherHour => ["Non ci sono altri orari liberi.", "No other time is free."],
        Phrase::CallYouAt => ["Richiameremo il numero:", "We will call this number:"],
        Phrase::NumberKeys => [
            "Se è corretto, prema 1. Per indicare un altro numero, prema 2.",
            "If this is right, press 1. To give another number, press 2.",
        ],
        Phrase::KeyInNumber => [
            "Componga il numero da richiamare, poi prema cancelletto.",
            "Please key in the number to call back, then press hash.",
        ],
        Phrase::NumberInvalid => {
            ["Il numero composto non è valido.", "That is not a valid telephone number."]
        }
        Phrase::NumberRefused => {
            ["Questo numero non può essere richiamato.", "We cannot call that number back."]
        }
        // Nothing is booked yet: it must not sound so.
        Phrase::ConfirmSlot => ["Orario della richiamata:", "Time of the callback:"],
        Phrase::CallbackOn => ["Riceverà la chiamata", "Your callback:"],
        Phrase::ConfirmKeys => {
            ["Per confermare, prema 1. Per rinunciare, prema 2.", "To confirm, press 1. To give up, press 2."]
        }
        Phrase::JustTaken => ["Questo orario è appena stato preso.", "That time has just been taken."],
        Phrase::Booked => ["La richiamata è prenotata.", "Your callback is booked."],
        Phrase::TicketIs => ["Il numero della richiesta è:", "Your request number is:"],
        Phrase::Again => ["Ripetiamo.", "Once more."],
        Phrase::DatedOn => ["La data della richiesta è:", "The date of the request is:"],
        Phrase::BookedKeys => [
            "Per riascoltare, prema 1. Altrimenti può riagganciare.",
            "To hear this again, press 1. Otherwise you may hang up.",
        ],
        Phrase::BookedMessageKeys => [
            "Per riascoltare, prema 1. Per ricevere numero e orario con un messaggio, prema 2. Altrimenti può riagganciare.",
            "To hear this again, press 1. To get the number and the time in a message, press 2. Otherwise you may hang up.",
        ],
        Phrase::MessageKeys => [
            "Per ricevere il numero e la data con un messaggio, prema 1. Per proseguire, prema 2.",
            "To get the number and the date in a message, press 1. To go on, press 2.",
        ],
        Phrase::MessageSent => ["Il messaggio è in arrivo.", "The message is on its way."],
        Phrase::MessageAway => {
            ["In questo momento il messaggio non può partire.", "The message cannot be sent at the moment."]
        }
        Phrase::ChangeKeys => [
            "Per un altro orario, prema 1. Per annullare la richiamata, prema 2. Per lasciarla com'è, prema 3.",
            "For another time, press 1. To cancel the callback, press 2. To leave it as it is, press 3.",
        ],
        Phrase::CancelKeys => [
            "Per annullare la richiamata, prema 1. Per lasciarla com'è, prema 2.",
            "To cancel the callback, press 1. To leave it as it is, press 2.",
        ],
        Phrase::Cancelled => ["La richiamata è annullata.", "Your callback is cancelled."],
        Phrase::NewTime => ["Nuovo orario della richiamata:", "New time of the callback:"],
        Phrase::Moved => ["La richiamata è spostata.", "Your callback has been moved."],
        Phrase::StaysBooked => {
            ["La richiamata resta prenotata com'era.", "Your callback stays booked as it was."]
        }
        Phrase::NoCallback => [
            "Per questa richiesta non c'è una richiamata da spostare o annullare.",
            "There is no callback to move or cancel for this request.",
        ],
        Phrase::TooManyBookings => [
            "Per questo numero non è possibile prenotare altre richiamate.",
            "No more callbacks can be booked for this number.",
        ],
        Phrase::BookingsAway => [
            "In questo momento non è possibile prenotare una richiamata.",
            "Callbacks cannot be booked at the moment.",
        ],
        Phrase::KeyInTicket => [
            "Componga le nove cifre del numero della richiesta.",
            "Please key in the nine digits of your request number.",
        ],
        Phrase::TicketInvalid => {
            ["Il numero della richiesta non è corretto.", "That is not a valid request number."]
        }
        Phrase::KeyInDate => [
            "Componga la data della richiesta con quattro cifre, due per il giorno e due per il mese.",
            "Please key in the date of the request with four digits, two for the day and two for the month.",
        ],
        Phrase::RequestNotFound => [
            "Non troviamo una richiesta con questo numero e questa data.",
            "We cannot find a request with that number and that date.",
        ],
        Phrase::TooManyTries => [
            "I tentativi sono stati troppi. Può riprovare più tardi.",
            "There have been too many attempts. Please try again later.",
        ],
        Phrase::RequestsAway => [
            "In questo momento non è possibile consultare le richieste.",
            "Requests cannot be looked up at the moment.",
        ],
        Phrase::Reminded => ["Il sollecito è registrato.", "Your reminder has been recorded."],
        Phrase::RequestClosed => ["La richiesta è già chiusa.", "That request is already closed."],
        Phrase::RemindFirst => {
            ["Prima occorre sollecitare la richiesta.", "The request needs a reminder first."]
        }
        Phrase::EscalatedBefore => {
            ["La mancata risposta è già stata segnalata.", "The missing answer has already been reported."]
        }
        Phrase::ConfirmEscalation => [
            "Per segnalare la mancata risposta al sollecito, prema 1. Per rinunciare, prema 2.",
            "To report that the reminder was not answered, press 1. To give up, press 2.",
        ],
        Phrase::Escalated => ["La mancata risposta è segnalata.", "The missing answer has been reported."],
        Phrase::StandsOpened => [
            "La richiesta è aperta, in attesa di essere presa in carico.",
            "The request is open, and waiting to be taken in charge.",
        ],
        Phrase::StandsTaken => ["La richiesta è presa in carico.", "The request has been taken in charge."],
        Phrase::StandsWaiting => {
            ["La richiesta attende una Sua risposta.", "The request is waiting for your answer."]
        }
        Phrase::StandsClosed => ["La richiesta è chiusa.", "The request is closed."],
        Phrase::StandsReopened => [
            "La richiesta è riaperta, in attesa di essere presa in carico.",
            "The request is open again, and waiting to be taken in charge.",
        ],
        Phrase::StandsLapsed => [
            "La richiesta è decaduta: un sollecito la riapre.",
            "The request has lapsed: a reminder opens it again.",
        ],
        Phrase::CodeKnown => ["Codice riconosciuto.", "Your code is known."],
        Phrase::CodeUnknown => ["Il codice non risulta.", "That code is not known."],
        Phrase::CodeGivenUp => ["Si prosegue senza codice.", "We go on without a code."],
        Phrase::TooManyCodes => [
            "Sono stati composti troppi codici errati: si prosegue senza codice.",
            "Too many wrong codes have been keyed in: we go on without one.",
        ],
        Phrase::CodesAway => [
            "In questo momento il codice non può essere verificato: si prosegue senza codice.",
            "The code cannot be checked at the moment: we go on without one.",
        ],
        Phrase::LatestRequest => ["L'ultima richiesta ha la data di", "Your latest request is dated"],
        Phrase::NoRequestYet => {
            ["A questo codice non risultano richieste.", "There are no requests under this code."]
        }
        Phrase::CallsLeft => ["Telefonate ancora disponibili:", "Calls left:"],
        Phrase::RequestsLeft => ["Richieste scritte ancora disponibili:", "Written requests left:"],
        Phrase::UsableUntil => ["Scadenza:", "To be used by:"],
        Phrase::NoPackage => {
            ["Non risulta un pacchetto di assistenza valido.", "There is no valid support package."]
        }
        Phrase::PackageExpired => {
            ["Il pacchetto di assistenza è scaduto.", "The support package has expired."]
        }
        Phrase::PackageLanguage => [
            "Il pacchetto di assistenza non comprende questa lingua.",
            "The support package does not include this language.",
        ],
        Phrase::PackageUsedUp => [
            "Le telefonate del pacchetto di assistenza sono esaurite.",
            "All calls of the support package have been used.",
        ],
        Phrase::PackagesAway => [
            "In questo momento il pacchetto di assistenza non può essere verificato.",
            "The support package cannot be checked at the moment.",
        ],
        Phrase::NearlyOver => {
            ["Il tempo di questa telefonata sta per finire.", "The time of this call is nearly over."]
        }
        Phrase::TimeOver => [
            "Il tempo compreso nel pacchetto di assistenza è terminato. La telefonata finisce qui.",
            "The time that the support package includes is over. This call ends here.",
        ],
        Phrase::CallYouFrom => ["La chiameremo dal numero:", "We will call you from this number:"],
        Phrase::CallbackBegins => [
            "Buongiorno, questa è la richiamata prenotata presso:",
            "Hello, this is the callback booked with:",
        ],
        Phrase::CallbackKeys => [
            "Per parlare con un operatore, prema 1. Se la prenotazione non è Sua, prema 2.",
            "To speak to an operator, press 1. If you did not book it, press 2.",
        ],
        Phrase::CallbackWrong => {
            ["Ci scusiamo per il disturbo. Arrivederci.", "We are sorry to have troubled you. Goodbye."]
        }
        Phrase::CallbackNoOperator => [
            "In questo momento nessun operatore può rispondere. La richiesta resta registrata. Arrivederci.",
            "No operator can answer at the moment. Your request is kept. Goodbye.",
        ],
        Phrase::OperatorBegins => ["Richiamata prenotata:", "Booked callback:"],
        Phrase::OperatorKeys => [
            "Per chiamare, prema 1. Per rinunciare, prema 2.",
            "To place the call, press 1. To decline, press 2.",
        ],
        Phrase::PlaceOffer => [
            "Può riagganciare senza perdere il Suo posto in attesa.",
            "You may hang up without losing your place in the queue.",
        ],
        Phrase::PlaceKeys => [
            "Per confermare, prema 1. Per restare in attesa, prema 2.",
            "To confirm, press 1. To keep waiting, press 2.",
        ],
        Phrase::PlaceKept => ["Il Suo posto è mantenuto.", "Your place is kept."],
        Phrase::PlaceTurn => [
            "Riceverà la chiamata quando arriva il Suo turno, negli orari del servizio.",
            "We will call you when it is your turn, in the hours of the service.",
        ],
        Phrase::PlaceNoNumber => [
            "Il numero da cui chiama non è visibile, e non può essere richiamato.",
            "The number that you are calling from is withheld, and cannot be called back.",
        ],
        Phrase::PlaceStays => {
            ["Resta in attesa, al posto che aveva.", "You keep waiting, at the place that you had."]
        }
        Phrase::PlaceBegins => [
            "Buongiorno, è arrivato il Suo turno. Questa è la chiamata di:",
            "Hello, your turn has come. This is the call from:",
        ],
        Phrase::PlaceBeginsKeys => [
            "Per parlare con un operatore, prema 1. Se questa chiamata non è per Lei, prema 2.",
            "To speak to an operator, press 1. If this call is not for you, press 2.",
        ],
        Phrase::OperatorPlace => [
            "Richiamata al proprio turno, con il posto mantenuto in coda:",
            "Callback in turn, for a place that was kept in the queue:",
        ],
        Phrase::PlaceGiveUpKeys => [
            "Per rinunciare al posto, prema 1. Per mantenerlo, prema 2.",
            "To give up your place, press 1. To keep it, press 2.",
        ],
        Phrase::PlaceGivenUp => [
            "Il Suo posto non è più mantenuto, e non riceverà la chiamata.",
            "Your place is given up, and you will not be called.",
        ],
        Phrase::PlaceRemains => ["Il Suo posto resta mantenuto.", "Your place stays kept."],
        Phrase::CodeCallBegins => [
            "Buongiorno, questa è la telefonata con il codice di conferma chiesto a:",
            "Hello, this is the call with the confirmation code for:",
        ],
        Phrase::CodeCallKeys => [
            "Per ascoltare il codice, prema 1. Se non l'ha chiesto Lei, prema 2.",
            "To hear the code, press 1. If you did not ask for it, press 2.",
        ],
        Phrase::CodeCallTells => ["Il codice è:", "The code is:"],
        Phrase::CodeCallTwice => ["Ripeto:", "Once more:"],
        Phrase::CodeCallMore => [
            "Per riascoltarlo, prema 1. Altrimenti può riagganciare.",
            "To hear it again, press 1. Otherwise you can hang up.",
        ],
        Phrase::CodeCallGone => [
            "Il codice non è più disponibile. Ne può chiedere un altro sulla pagina. Arrivederci.",
            "The code is no longer available. You can ask for another one on the page. Goodbye.",
        ],
        Phrase::CodeCallWrong => [
            "Ci scusiamo per il disturbo: per oggi a questo numero non faremo altre telefonate di questo tipo. Arrivederci.",
            "We are sorry to have troubled you: we will place no more calls of this kind to this number today. Goodbye.",
        ],
        Phrase::CodeCallBye => ["Arrivederci.", "Goodbye."],
        Phrase::OperatorCalls => [
            "Chiamiamo l'utente. Resti in linea: la conversazione comincia quando l'utente preme un tasto.",
            "We are calling the user. Please hold: the conversation begins when the user presses a key.",
        ],
        Phrase::OperatorDeclined => [
            "L'utente non viene chiamato. La richiesta resta registrata. Arrivederci.",
            "The user is not called. The request is kept. Goodbye.",
        ],
        Phrase::OperatorLate => [
            "Questa richiamata non è più da fare, e l'utente non viene chiamato. Arrivederci.",
            "This callback is no longer to be made, and the user is not called. Goodbye.",
        ],
        Phrase::UserUnanswered => {
            ["L'utente non ha risposto. Arrivederci.", "The user did not answer. Goodbye."]
        }
        Phrase::UserBusy => {
            ["La linea dell'utente è occupata. Arrivederci.", "The user's line is busy. Goodbye."]
        }
        Phrase::UserMachine => [
            "Ha risposto una segreteria, o non è stato premuto nessun tasto. Arrivederci.",
            "A machine answered, or no key was pressed. Goodbye.",
        ],
        Phrase::UserRefused => [
            "L'utente non ha accettato la chiamata. Arrivederci.",
            "The user did not take the call. Goodbye.",
        ],
        Phrase::UserWrong => [
            "Il numero non è di chi attende la richiamata. Arrivederci.",
            "The number is not that of whoever waits for the callback. Goodbye.",
        ],
        Phrase::UserFailed => [
            "Non è stato possibile chiamare l'utente. Arrivederci.",
            "The user could not be called. Goodbye.",
        ],
        Phrase::UserUnpaid => [
            "Il pacchetto dell'utente non comprende questa telefonata, e l'utente lo ha sentito. Arrivederci.",
            "The user's package does not include this call, and the user has been told. Goodbye.",
        ],
        Phrase::UnknownNumber => [
            "Ci scusiamo: a questo numero non risponde alcun servizio.",
            "We are sorry: no service answers at this number.",
        ],
        Phrase::Goodbye => ["Grazie della chiamata. Arrivederci.", "Thank you for calling. Goodbye."],
    };
    Cow::Borrowed(match language {
        Language::It => it,
        Language::En => en,
    })
}
