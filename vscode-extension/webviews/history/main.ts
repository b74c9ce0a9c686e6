import "../shared/theme.css";
import "./history.css";
import "./history-page.ts";

document.body.append(document.createElement("df-history"));
