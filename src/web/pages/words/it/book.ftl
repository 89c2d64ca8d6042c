# La richiamata prenotata dal cittadino.
book = Prenota una richiamata
book-at = { $desk }
book-what = Qual è l’argomento della telefonata?
book-when = Scelga il giorno e l’ora in cui desidera ricevere la telefonata.
book-days = Altri giorni
book-free = { $count ->
    [one] un orario libero
   *[other] { $count } orari liberi
}
book-earlier = Giorni precedenti
book-later = Giorni successivi
book-change = Cambia
book-none = Nei prossimi giorni non ci sono orari liberi.
book-no-codes = In questo momento qui non è possibile prenotare, perché il servizio non può inviare il codice di conferma. È possibile prenotare per telefono.
book-already = Ha già una richiesta?
book-to-request = Consulta, sposta, annulla o sollecita una richiesta
book-telephone = Lo sportello risponde anche per telefono:

book-taken-title = Orario non più libero
book-taken = Questo orario è appena stato preso e nulla è stato prenotato.
book-take = Primo orario libero: { $when }
book-other-time = Un altro orario

book-who = I Suoi recapiti
book-held = L’orario resta riservato per due minuti.
book-phone = Numero di telefono
book-phone-hint = Un cellulare: riceverà un SMS con un codice di conferma, e poi la telefonata.
book-phone-hint-both = Riceverà un codice di conferma, con un SMS o con una telefonata, e poi la telefonata prenotata.
book-phone-hint-call = Fisso o cellulare: squillerà subito per dettarLe un codice di conferma, e poi per la telefonata prenotata.
book-phone-missing = Serve il numero al quale telefonare.
book-phone-wrong = Questo non è un numero di telefono valido.
book-phone-country = I numeri di questo Paese non possono essere richiamati da questo sportello.
book-phone-kind = Questo numero non può essere richiamato.
book-phone-no-way = A questo numero non è possibile inviare il codice: serve un cellulare.
book-language = Lingua della telefonata
book-name = Nome e cognome (facoltativo)
book-name-wrong = Il nome è troppo lungo.
book-email = Posta elettronica (facoltativa)
book-email-hint = Se la indica, riceverà lì il numero della richiesta e ogni avviso.
book-email-wrong = Questo non è un indirizzo di posta elettronica.
book-send-code = Invia il codice
book-by = Come desidera ricevere il codice?
book-by-hint = Ai telefoni fissi il codice arriva sempre con una telefonata.
book-by-sms = Con un SMS
book-by-call = Con una telefonata
book-get-code = Ricevi il codice
book-call-code = Ricevi la telefonata con il codice
book-call-hours = A quest’ora non facciamo telefonate con i codici: solo dalle 8 alle 21, o quando lo sportello è aperto.
book-too-often = I tentativi sono stati troppi. Può riprovare fra qualche minuto, al più tardi fra un’ora.
book-too-soon = Un codice è appena stato inviato, o la telefonata è in corso. Può chiederne un altro fra un minuto.
book-too-many = Per questo numero non è possibile prenotare altre richiamate oltre a quelle già prenotate, che può spostare o annullare con il numero e la data della richiesta.
book-away = In questo momento le prenotazioni non sono raggiungibili e nulla è stato salvato. Può riprovare fra poco con lo stesso pulsante: quanto ha scritto è ancora qui.
book-try-again = Riprova

book-code-title = Conferma il numero
book-code-sent = Un codice di sei cifre è stato inviato al numero che finisce con { $number }. L’orario resta riservato per due minuti; dopo, il codice vale ancora, se l’orario è libero.
book-code = Codice
book-code-hint = Sei cifre, ricevute con un SMS o ascoltate al telefono.
book-code-short = Il codice ha sei cifre.
book-code-wrong = { $left ->
    [one] Il codice non è giusto. Resta un tentativo.
   *[other] Il codice non è giusto. Restano { $left } tentativi.
}
book-code-run-out = Questo codice non vale più. Ne chieda un altro.
book-confirm = Conferma e prenota
book-code-missing = Il codice non arriva?
book-code-again = Invia un altro codice con un SMS

book-call-rings = Sta per squillare il telefono che finisce con { $number }: chiamiamo dal numero { $from }. Risponda e prema 1: sentirà il codice. L’orario resta riservato per due minuti; dopo, il codice vale ancora, se l’orario è libero.
book-call-answered = Al telefono che finisce con { $number } qualcuno ha risposto: prema 1 per ascoltare il codice.
book-call-told = Il codice è stato letto al telefono che finisce con { $number }: lo scriva qui sotto.
book-call-no-answer = Al telefono che finisce con { $number } non ha risposto nessuno.
book-call-busy = Il telefono che finisce con { $number } è occupato.
book-call-voicemail = Al telefono che finisce con { $number } nessuno ha premuto 1, e il codice non è stato letto.
book-call-refused = La telefonata al numero che finisce con { $number } è terminata prima del codice.
book-call-unwanted = Chi ha risposto al telefono che finisce con { $number } non aveva chiesto il codice: per oggi non chiameremo più quel numero.
book-call-failed = La telefonata al numero che finisce con { $number } non è riuscita.
book-call-unknown = Non sappiamo com’è andata la telefonata al numero che finisce con { $number }.
book-call-look = A che punto è la telefonata
book-call-again = Un’altra telefonata con un altro codice

book-booked = Richiamata prenotata
book-done = La richiamata è prenotata.
book-ticket = Numero della richiesta
book-ticket-hint = Nove cifre.
book-dated = Data della richiesta
book-dated-hint = Il giorno in cui è stata fatta: è indicato insieme al numero.
book-call-at = Telefonata
book-keep = Conservi il numero e la data: servono per sapere a che punto è la richiesta, e per spostare o annullare la telefonata, qui o per telefono.

book-request = Una richiesta già fatta
book-request-why = Servono il numero e la data della richiesta.
book-look = Consulta
book-not-quoted = Indichi il numero della richiesta, di nove cifre, e la sua data: per esempio 24/11/2026.
book-not-found = Non troviamo una richiesta con questo numero e questa data.
book-too-many-tries = { $minutes ->
    [one] I tentativi sono stati troppi. Può riprovare fra un minuto.
   *[other] I tentativi sono stati troppi. Può riprovare fra { $minutes } minuti.
}
book-state = Stato
book-state-opened = Aperta
book-state-taken-in-charge = Presa in carico
book-state-waiting = In attesa di una Sua risposta
book-state-closed = Chiusa
book-state-reopened = Riaperta
book-state-lapsed = Decaduta: con un sollecito torna in lavorazione
book-reminded-at = Ultimo sollecito
book-remind = Sollecita
book-reminded = Il sollecito è registrato.
book-closed = La richiesta è chiusa e non si può sollecitare.
book-not-reminded = In questo momento la richiesta non si può sollecitare.
book-move = Sposta la telefonata
book-move-to = Nuovo orario
book-move-yes = Sposta
book-moved = La telefonata è spostata.
book-cancel = Annulla la telefonata
book-cancel-sure = L’orario torna libero per altri. Conferma l’annullamento?
book-cancel-yes = Sì, annulla
book-cancelled = La telefonata è annullata.
book-in-turn = Quando arriva il Suo turno, negli orari del servizio
book-give-up = Rinuncia al posto in coda
book-give-up-sure = Non riceverà la telefonata. Conferma la rinuncia?
book-give-up-yes = Sì, rinuncia
book-given-up = Il Suo posto non è più mantenuto, e non riceverà la telefonata.
book-turn-came = Il Suo turno è arrivato, o il posto non era più mantenuto: non si può più rinunciare.
book-too-late = L’ora della telefonata è arrivata, o la telefonata era già annullata: non si può più cambiare.
book-another = Prenota un’altra richiamata
