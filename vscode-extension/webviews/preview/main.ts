import "../shared/theme.css";
import "./preview.css";
import "./preview-page.ts";

document.body.append(document.createElement("df-preview"));
