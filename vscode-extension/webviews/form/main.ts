import type { FormContract } from "../../src/form/form-messages.ts";
import { Host } from "../shared/host.ts";
import { FormPage, type KeptState } from "./form-page.ts";
import "./page.css";

document.body.append(new FormPage(new Host<FormContract, KeptState>()));
