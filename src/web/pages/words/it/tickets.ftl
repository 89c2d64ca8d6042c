# /tickets: le richieste.
tickets = Richieste
ticket = Richiesta
ticket-title = Richiesta { $number }
ticket-saved = Fatto: la richiesta è stata aggiornata.

search = Cerca
search-hint = Numero della richiesta, telefono o nome
search-do = Cerca
filter-state = Stato
filter-open = Aperte
filter-all = Tutte
filter-desk = Sportello
filter-every-desk = Tutti gli sportelli
filter-queue = Coda
filter-every-queue = Tutte le code
more-open = Le richieste aperte sono più di { $most }: qui sono ordinate per scadenza le { $most } arrivate prima. Una ricerca, uno sportello o una coda mostrano le altre.
nothing-found = Nessuna richiesta.
pages = Pagine
first-page = Dall’inizio
next-page = Pagina seguente
came = arrivata
in-charge-of = in carico a { $name }
no-deadline = Nessuna scadenza

state-opened = Aperta
state-taken-in-charge = In carico
state-waiting = In attesa dell’utente
state-closed = Chiusa
state-reopened = Riaperta
state-lapsed = Decaduta
severity-high = Gravità alta
severity-medium = Gravità media
severity-low = Gravità bassa
severity-info = Informazione
in-italian = Italiano
in-english = Inglese

goal-reaction = presa in carico
goal-resolution = soluzione
until = entro
left = Ancora { $time }
left-waiting = Fermo in attesa dell’utente, restano { $time }
over = Scaduta da { $time }
kept = Rispettata
kept-late = Non rispettata
never-due = Senza scadenza
working-days = { $days ->
        [one] un giorno lavorativo
       *[other] { $days } giorni lavorativi
    }
staffed-time = { $time } di apertura
time-minutes = { $minutes } min
time-hours = { $hours } h { $minutes } min
time-days = { $days ->
        [one] un giorno
       *[other] { $days } giorni
    } e { $hours } h

fact-name = Nome
fact-phone = Telefono
fact-email = Posta elettronica
fact-note = Detto dall’utente
fact-language = Lingua
fact-desk = Sportello
fact-queue = Coda
fact-severity = Gravità
fact-kind = Tipo
fact-opened = Arrivata
fact-reminded = Ultimo sollecito
fact-callback = Richiamata prenotata
fact-place = In coda dal
fact-customer = Cliente

history = Storia
opened-by-call = Arrivata con una telefonata
opened-by-callback = Arrivata per avere una richiamata
opened-by-api = Arrivata da un programma
opened-by-page = Arrivata da una pagina web
was-taken = Presa in carico
was-asked = Chiesto all’utente
was-answered = L’utente ha risposto
was-closed = Chiusa
was-reopened = Riaperta
was-reminded = Sollecitata
was-lapsed = Decaduta
was-escalated = Portata alla casella dello sportello
was-kind = Tipo: { $kind }
was-severity = { $severity }
was-kept = Richiamata al proprio turno, in attesa dal { $since }
was-booked = Richiamata prenotata per il { $start }
was-moved = Richiamata spostata al { $start }
was-cancelled = Richiamata annullata
was-attempted = Richiamata, tentativo { $attempt }: { $outcome }
attempt-spoken = risposta
attempt-no-answer = nessuna risposta
attempt-busy = occupato
attempt-voicemail = segreteria
attempt-refused = rifiutata
attempt-wrong-number = numero sbagliato
attempt-no-operator = nessun operatore libero
attempt-failed = chiamata non riuscita
attempt-unknown = esito sconosciuto
was-spoken = Richiamata riuscita
was-missed = Richiamata senza risposta
was-noted = Annotazione
was-spent = Spesa una richiesta scritta del pacchetto, ne restano { $left }
actor-caller = utente
actor-api = programma
actor-page = dalla pagina pubblica
actor-program = programma { $name }
actor-clock = sistema

actions = Che cosa fare
note = Nota
note-hint = La legge chi lavora allo sportello, nella storia della richiesta.
note-mailed = Con presa in carico, domanda, chiusura, riapertura e sollecito la nota viene inviata a { $email }; le annotazioni, la gravità e il tipo restano allo sportello.
note-empty = Per annotare occorre scrivere qualcosa.
question-empty = Occorre scrivere che cosa si chiede all’utente.
note-too-long = La nota è troppo lunga: al massimo 4000 caratteri.
no-mailbox = Non si può portare alla casella dello sportello: lo sportello non ne indica una.
no-mail = Non si può portare alla casella dello sportello: il servizio non invia posta.
do-take = Prendi in carico
do-ask = Chiedi all’utente
do-answered = L’utente ha risposto
do-close = Chiudi
do-reopen = Riapri
do-remind = Sollecita
do-escalate = Porta alla casella dello sportello
do-note = Annota
do-severity = Imposta la gravità
do-kind = Imposta il tipo
gone-on = Nel frattempo la richiesta è stata modificata e nulla è stato salvato: { $what }. Quanto è stato scritto è ancora qui sotto: si controlli e si ripeta.
refused-closed = Non è possibile: la richiesta è chiusa.
refused-lapsed = Non è possibile: la richiesta è decaduta. Un sollecito la riporta in vita.
refused-not-closed = Non è possibile: la richiesta non è chiusa.
refused-not-in-charge = Non è possibile: nessuno l’ha ancora presa in carico.
refused-not-waiting = Non è possibile: all’utente non è stato chiesto nulla.
refused-waiting = Non è possibile: si attende già la risposta dell’utente.
refused-not-reminded = Non è possibile: la richiesta non è stata sollecitata.
refused-escalated = Non è possibile: dopo l’ultimo sollecito è già stata portata alla casella dello sportello.
refused-other = Non è possibile in questo momento.

queue-title = Ordine di arrivo: { $queue }
queue-why = Chi aspetta, nell’ordine in cui verrà servito. Una richiamata prenotata arriva quando comincia la sua fascia oraria, chi ha mantenuto il posto da quando era in coda.
queue-empty = Nessuna richiesta in attesa.
queue-kept = L’ordine è stato rispettato?
queue-is-kept = Sì: negli ultimi { $days } giorni nessuna richiesta è stata presa in carico prima di un’altra arrivata prima.
queue-not-kept = Negli ultimi { $days } giorni { $count ->
        [one] una richiesta è stata presa
       *[other] { $count } richieste sono state prese
    } in carico prima di un’altra arrivata prima.
queue-before = prima di

key-next = Richiesta seguente
key-before = Richiesta precedente
key-open = Apri la richiesta
key-search = Cerca
key-page = Pagina seguente
key-note = Scrivi la nota
key-back = Torna alle richieste

new-ticket = Nuova richiesta
new-which-desk = Per quale sportello?
new-reached = Serve un recapito: il telefono o la posta elettronica.
new-customer = Codice del cliente
new-customer-hint = Facoltativo. La richiesta diventa del cliente.
new-customer-pays = Facoltativo. Con il codice la richiesta è del cliente, ed è spesa una richiesta scritta del suo pacchetto.
new-by = Com’è arrivata
new-by-other = Per iscritto o di persona
new-by-call = Per telefono
new-by-pays = Chi telefona ha già speso una chiamata del pacchetto: non è spesa una richiesta scritta.
new-open = Apri la richiesta
ticket-opened = Fatto: la richiesta è aperta.
new-nobody = Manca un recapito: occorre un numero di telefono o un indirizzo di posta elettronica.
new-wrong-phone = Questo non è un numero di telefono.
new-wrong-email = Questo non è un indirizzo di posta elettronica.
new-too-long = Un testo è troppo lungo: al massimo 200 caratteri per il nome e 4000 per quanto detto dall’utente.
new-wrong-customer = Un codice ha da 3 a 24 lettere e cifre.
new-no-customer = Nessun cliente dello sportello ha questo codice.
new-no-package = Il cliente non ha un pacchetto: la richiesta non è stata aperta.
new-expired = Il pacchetto del cliente è scaduto: la richiesta non è stata aperta.
new-other-language = Il pacchetto del cliente non comprende questa lingua: la richiesta non è stata aperta.
new-used-up = Le richieste scritte del pacchetto del cliente sono esaurite: la richiesta non è stata aperta.
