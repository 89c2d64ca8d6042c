# In ogni pagina.
service = Centralino
skip = Vai al contenuto
languages = Lingue
areas = Sezioni
trail = Percorso di navigazione
links = Link utili
session-as = { $name }
sign-out = Esci
to-start = Torna all’inizio
start = Centralino
start-why = Gli sportelli che rispondono a questo servizio.
no-network = Il servizio non risponde: la rete manca o è interrotta. Quanto è stato inviato forse non è arrivato: si può inviare di nuovo.

keys = Scorciatoie da tastiera
keys-on = Usa le scorciatoie
close-window = Chiudi la finestra
key-keys = Questo elenco

privacy = Informativa sulla privacy
accessibility = Dichiarazione di accessibilità
feedback = Segnala un problema di accessibilità
privacy-text =
    # Quali dati

    Per richiamare chi chiede assistenza si conservano il numero di telefono, la lingua, il momento scelto e la storia della richiesta; il nome, la casella di posta e le note soltanto se vengono forniti.

    # Perché e per quanto tempo

    I dati servono unicamente a gestire la richiesta e vengono cancellati nei tempi stabiliti dall’amministrazione titolare, che di norma pubblica qui la propria informativa completa (articolo 13 del regolamento UE 2016/679).

    # Diritti

    È possibile chiedere all’amministrazione titolare di vedere, correggere o cancellare i propri dati, e rivolgersi al Garante per la protezione dei dati personali: https://www.garanteprivacy.it

    # Cookie

    Queste pagine usano soltanto cookie tecnici: la lingua scelta, la sessione di chi accede e la protezione dei moduli. Nessun dato viene inviato ad altri siti.
accessibility-text =
    # Stato di conformità

    Queste pagine sono realizzate per rispettare le WCAG 2.2 al livello AA (norma EN 301 549), con il sistema di progettazione dei servizi pubblici italiani. Vengono verificate in modo automatico con un browser reale e percorse con la sola tastiera.

    # Dichiarazione

    L’amministrazione che offre il servizio compila la propria dichiarazione di accessibilità sul sito dell’AgID (https://form.agid.gov.it) e ne pubblica qui l’indirizzo.

    # Segnalazioni

    Per segnalare un ostacolo si usi la pagina delle segnalazioni, che si trova in fondo a ogni pagina. Se la risposta manca o non è soddisfacente, ci si può rivolgere al Difensore civico per il digitale presso l’AgID: https://www.agid.gov.it
feedback-text =
    Se qualcosa in queste pagine non si riesce a leggere, a raggiungere o a usare, lo si segnali allo sportello, indicando la pagina, che cosa si voleva fare e con quale strumento.

    Gli sportelli rispondono a questi numeri:

wrong-not-found = Pagina non trovata
wrong-not-found-why = A questo indirizzo non c’è nulla. Forse è stato scritto in modo diverso, o la pagina è stata spostata.
wrong-forbidden = Operazione non consentita
wrong-forbidden-why = Il ruolo con cui è stato eseguito l’accesso non lo permette.
wrong-stale = Modulo scaduto
wrong-stale-why = Il modulo non è più valido e nulla è stato salvato. Si torni indietro, si aggiorni la pagina e si riprovi.
wrong-malformed = Richiesta non leggibile
wrong-malformed-why = Quanto è stato inviato non si può leggere e nulla è stato salvato. Si torni alla pagina precedente e si riprovi.
wrong-away = Archivio non raggiungibile
wrong-away-why = In questo momento l’archivio non risponde e nulla è stato salvato. Si riprovi fra qualche minuto; il telefono continua a funzionare.
wrong-unknown = Esito incerto
wrong-unknown-why = L’archivio si è interrotto mentre salvava: non si sa se sia stato salvato. Prima di riprovare si guardi come stanno le cose.
wrong-fault = Errore del servizio
wrong-fault-why = Qualcosa non ha funzionato: prima di riprovare si guardi che cosa è stato salvato. L’errore è stato registrato.
wrong-sign-in = Accesso necessario
wrong-sign-in-why = La sessione è terminata e nulla è stato salvato. Quanto è stato scritto si può inviare di nuovo dopo l’accesso.
