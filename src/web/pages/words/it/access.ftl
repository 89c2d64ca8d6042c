# Accesso e profilo.
sign-in = Accesso
sign-in-name = Nome utente
sign-in-password = Password
sign-in-do = Accedi
sign-in-again = Acceda in un’altra scheda, poi torni qui e ricarichi la pagina
sign-in-wrong = Il nome utente o la password non sono corretti.
sign-in-wait = Ci sono stati troppi tentativi. Si potrà riprovare fra { $seconds ->
        [one] un secondo
       *[other] { $seconds } secondi
    }.
signed-out = La sessione è terminata.
signed-out-everywhere = Tutte le sessioni sono terminate.
account = Profilo
account-name = Nome utente
account-role = Ruolo
role-viewer = Consultazione
role-operator = Assistenza
role-scheduler = Pianificazione
role-editor = Redazione
role-admin = Amministrazione
password-change = Cambia la password
password-current = Password attuale
password-new = Nuova password
password-again = Nuova password, di nuovo
password-hint = Almeno { $shortest } caratteri: quattro parole senza legame fra loro vanno bene.
password-wrong = La password attuale non è corretta.
password-differs = Le due password non sono uguali.
password-obvious = La password è troppo facile da indovinare: non può essere il nome utente, né un solo carattere ripetuto.
password-too-long = La password è troppo lunga.
password-changed = La password è stata cambiata e le altre sessioni sono terminate.
sign-out-everywhere = Esci da tutti i dispositivi
sign-out-everywhere-why = Termina ogni sessione aperta con questo nome, anche questa.
sign-in-or = oppure
sign-in-with = Accedi con { $name }
sign-in-organisation = Accedi con l’account dell’organizzazione
openid-away = In questo momento il servizio di accesso dell’organizzazione non risponde. Si riprovi fra qualche minuto.
openid-stale = L’accesso è durato troppo a lungo o è cominciato in un’altra finestra. Si riprovi.
openid-refused = L’organizzazione non ha confermato l’accesso.
openid-failed = La conferma dell’organizzazione non è valida. L’errore è stato registrato.
openid-nameless = L’organizzazione non comunica un nome con cui accedere. Occorre rivolgersi a chi amministra il servizio.
openid-stranger = L’accesso è riuscito, ma a questo nome non è assegnato alcun ruolo. Occorre chiederlo a chi amministra il servizio.
openid-name-taken = Qui lo stesso nome appartiene già a un’altra persona. Occorre rivolgersi a chi amministra il servizio.
