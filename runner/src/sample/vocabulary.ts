/** The words of the sample: what the seed documents show, and what such a warehouse holds beside it. */

/** What a caller wants, how people say it, and the goal that it leads to. */
export interface IntentEntry {
  readonly name: string;
  readonly utterances: readonly string[];
  readonly goal: string;
  /** The flow's node that deals with it. */
  readonly node: string;
}

/** An assistant, with what it can do. */
export interface ServiceEntry {
  readonly name: string;
  readonly systemEndpoint: string;
  readonly intents: readonly IntentEntry[];
  /** Where it hands over to. */
  readonly queues: readonly string[];
}

function intent(name: string, goal: string, node: string, ...utterances: readonly string[]): IntentEntry {
  return { name, goal, node, utterances };
}

export const services: readonly ServiceEntry[] = [
  {
    name: "Employee Help Desk",
    systemEndpoint: "+18005550100",
    queues: ["IT Service Desk", "HR Operations", "Payroll, Americas"],
    intents: [
      intent(
        "password-reset",
        "ResetPassword",
        "ResetPassword",
        "I forgot my password",
        "I'm locked out, again",
        "reset my password please",
      ),
      intent("vpn-access", "GrantAccess", "CheckAccess", "vpn won't connect", "I can't get on the VPN from home"),
      intent("time-off-balance", "ReportBalance", "TimeOff", "how many vacation days do I have left?", "PTO balance"),
      intent("payslip", "SendPayslip", "Payroll", "I need my payslip for March", "where is my pay stub"),
      intent("new-laptop", "OpenRequest", "Hardware", "my laptop's screen is broken", "I would like to order a new laptop"),
    ],
  },
  {
    name: "Benefits, Payroll & Leave",
    systemEndpoint: "+18005550101",
    queues: ["Benefits Centre", "Leave Administration"],
    intents: [
      intent(
        "benefits-enrollment",
        "EnrollBenefits",
        "Enrollment",
        "I want to enroll in the dental plan",
        "add my spouse to the plan",
      ),
      intent("leave-request", "FileLeave", "Leave", "I need to take parental leave", "request leave from Monday"),
      intent("401k-contribution", "ChangeContribution", "Retirement", "change my 401k to 8 percent", "raise my contribution"),
    ],
  },
  {
    name: "Customer Care",
    systemEndpoint: "+18005550102",
    queues: ["Billing, EMEA", "Retention", 'VIP "Gold" Desk', "Réclamations"],
    intents: [
      intent(
        "billing-question",
        "ExplainBill",
        "Billing",
        "why is my bill so high?",
        "there's a charge I don't know",
        "my invoice is wrong",
      ),
      intent("make-payment", "TakePayment", "Payment", "I want to pay my bill", "pay 120 dollars with my card"),
      intent("order-status", "ReportStatus", "OrderStatus", "where is my order", "has my package shipped?"),
      intent("cancel-service", "CancelService", "Cancel", "cancel my subscription", "I want to leave"),
      intent("change-address", "ChangeAddress", "Profile", "I moved, change my address", "new address"),
    ],
  },
  {
    name: "Appointments",
    systemEndpoint: "appointments@chat.example.com",
    queues: ["Front Desk", "Triage Nurses"],
    intents: [
      intent("book-appointment", "BookAppointment", "Schedule", "book me for Tuesday morning", "I need an appointment"),
      intent("reschedule", "MoveAppointment", "Schedule", "can I come an hour later", "move my appointment to Friday"),
      intent("opening-hours", "ReportHours", "Faq", "when do you open?", "are you open on Sunday"),
    ],
  },
  {
    name: "Outage Line",
    systemEndpoint: "+18005550104",
    queues: ["Field Dispatch", "Emergency"],
    intents: [
      intent("report-outage", "ReportOutage", "Outage", "the power is out", "no lights on our street"),
      intent("outage-status", "ReportStatus", "Outage", "when will it be back", "any news on the outage?"),
    ],
  },
];

/** An entry that stands more than once comes more often. */
export const channels = ["Web-Chat", "Web-Chat", "Web-Chat", "Web-Chat", "Voice", "Voice", "Voice", "SMS", "Teams"] as const;
export const directions = ["Inbound", "Inbound", "Inbound", "Inbound", "Inbound", "Outbound"] as const;
export const stages = ["PROD", "PROD", "PROD", "PROD", "PROD", "QAE", "QAE", "UAT"] as const;
export const locations = ["us-east-1", "us-east-1", "us-east-1", "us-west-2", "eu-central-1"] as const;

/** How a contact ended, by what became of it. */
export const contactDispositions = {
  Contained: ["AppDisconnect", "AppDisconnect", "UserDisconnect"],
  Transferred: ["Transfer"],
  Abandoned: ["ABANDON", "ABANDON", "Timeout"],
  Error: ["Timeout", "AppDisconnect"],
} as const;

export type ServiceDisposition = keyof typeof contactDispositions;

export const serviceDispositions: readonly (ServiceDisposition | null)[] = [
  ...new Array<ServiceDisposition>(31).fill("Contained"),
  ...new Array<ServiceDisposition>(10).fill("Transferred"),
  ...new Array<ServiceDisposition>(7).fill("Abandoned"),
  "Error",
  null,
];

export const collectStates = [
  "GetEmployeeId",
  "GetDateOfBirth",
  "ConfirmIntent",
  "GetAccountNumber",
  "MainMenu",
  "AnythingElse",
] as const;
export const results = ["Match", "Match", "Match", "Match", "Match", "NoMatch", "NoInput", "Help", "MaxRetries"] as const;
export const transferTypes = ["Agent", "Agent", "Agent", "Queue", "External", "Callback"] as const;
export const transferReasons = [
  "Asked for a person",
  "NoMatch limit",
  "Policy: billing, disputes",
  "After hours",
  "Error in back end",
] as const;
export const transferResults = ["Connected", "Connected", "Connected", "Connected", "NoAnswer", "Busy"] as const;

export const userNames: readonly string[] = [
  "ava.martin",
  "li.wei",
  "José García",
  "Łukasz Kowalski",
  "Fatima Al-Zahra",
  "O'Neil, Sean",
  "Zoë van der Berg",
  "Nguyễn Thị Minh",
  "Мария Иванова",
  "דוד כהן",
  "山田 太郎",
  'Robert "Bob" Brown',
];

export const languages = ["en-US", "en-US", "en-US", "es-US", "fr-CA", "pt-BR", "ar"] as const;
export const campaigns = ["spring-2026", "win-back", "renewal, phase 2", "none"] as const;
