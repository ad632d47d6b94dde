# Copyright (c) 2026, the azure_dr.backup authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft.Network: network interfaces; networks, subnets and security groups as they are read.

Refusal of an interface in use, and its deletion: azure-cli recording of 2021-07. The rest: REST reference of
Microsoft.Network, "Network Interfaces", "Virtual Networks", "Subnets", "Network Security Groups".
"""

from __future__ import annotations

from typing import Any

from .arm_ids import is_at_or_below, resource_id
from .cloud import Call
from .compute import group_of
from .compute_writes import check_lock
from .errors import AzureError, arm_error, resource_not_found
from .linked import check_linked
from .machines import VirtualMachine
from .messages import Json, Response
from .names import made_up_guid
from .networks import INTERFACE, NETWORK, SECURITY_GROUP, NetworkInterface, SecurityGroup, VirtualNetwork
from .routing import Route

_SUCCEEDED = {"provisioningState": "Succeeded"}


def interface_document(interface: NetworkInterface) -> dict[str, Any]:
    """GET of a network interface."""
    address: dict[str, Any] = {
        "provisioningState": "Succeeded",
        "privateIPAddress": interface.address,
        "privateIPAllocationMethod": "Dynamic",
        "subnet": {"id": interface.subnet_id},
        "primary": True,
        "privateIPAddressVersion": "IPv4",
    }
    if interface.public_address_id:
        address["publicIPAddress"] = {"id": interface.public_address_id}
    properties: dict[str, Any] = {
        "provisioningState": "Succeeded",
        "resourceGuid": made_up_guid("interface", interface.id),
        "ipConfigurations": [
            {
                "name": interface.configuration,
                "id": f"{interface.id}/ipConfigurations/{interface.configuration}",
                "properties": address,
            }
        ],
        "dnsSettings": {"dnsServers": [], "appliedDnsServers": []},
        "enableAcceleratedNetworking": False,
        "enableIPForwarding": False,
    }
    if interface.security_group_id:
        properties["networkSecurityGroup"] = {"id": interface.security_group_id}
    if interface.machine_id:
        properties |= {"primary": True, "virtualMachine": {"id": interface.machine_id}}
    return _document(interface, INTERFACE, properties)


def network_document(network: VirtualNetwork) -> dict[str, Any]:
    """GET of a network."""
    subnets = [_subnet_document(network, name) for name in network.subnets]
    properties = {**_SUCCEEDED, "addressSpace": {"addressPrefixes": [network.range]}, "subnets": subnets}
    return _document(network, NETWORK, properties)


def _subnet_document(network: VirtualNetwork, name: str) -> dict[str, Any]:
    properties = {**_SUCCEEDED, "addressPrefix": network.subnets[name]}
    identifier = network.subnet_id(name)
    return {"name": name, "id": identifier, "properties": properties, "type": f"{NETWORK}/subnets"}


def _document(one: NetworkInterface | VirtualNetwork | SecurityGroup, type_: str, properties: Json) -> dict[str, Any]:
    document = {"name": one.name, "id": one.id, "location": one.location, "tags": one.tags}
    return {**document, "properties": properties, "type": type_}


def get_interface(call: Call) -> Response:
    """GET of a network interface."""
    return Response.of_json(interface_document(_find(call)))


def list_interfaces(call: Call) -> Response:
    """Of a subscription, or of a resource group."""
    scope = group_of(call).id if "group" in call.names else f"/subscriptions/{call.names['subscription']}"
    found = [one for one in call.estate.interfaces.values() if is_at_or_below(one.id, scope)]
    return Response.of_json({"value": [interface_document(one) for one in found]})


def put_interface(call: Call) -> Response:
    """201 for a new one, 200 for one that was there; done at once, though it names an operation."""
    body, group = call.request.json or {}, group_of(call)
    identifier = _id(call, INTERFACE, "networkInterface")
    check_lock(group, identifier, deleting=False)
    configurations = (body.get("properties") or {}).get("ipConfigurations") or []
    if "location" not in body or not configurations:
        raise AzureError(arm_error(400, "InvalidRequestFormat", "The location and ipConfigurations are required."))
    address = configurations[0].get("properties") or {}
    subnet_id = (address.get("subnet") or {}).get("id") or ""
    security_group_id = ((body["properties"]).get("networkSecurityGroup") or {}).get("id")
    network = call.estate.networks.get(subnet_id.rpartition("/subnets/")[0])
    if network is None or subnet_id.rpartition("/")[2] not in network.subnets:
        raise _invalid_reference(subnet_id, identifier)
    check_linked(call, f"{NETWORK}/subnets/join/action", subnet_id)
    if security_group_id:
        if security_group_id not in call.estate.security_groups:
            raise _invalid_reference(security_group_id, identifier)
        check_linked(call, f"{SECURITY_GROUP}/join/action", security_group_id)
    there = call.estate.interfaces.get(identifier)
    interface = NetworkInterface(
        call.names["networkInterface"],
        group.name,
        group.subscription_id,
        body["location"],
        subnet_id,
        address=there.address if there else f"10.0.0.{4 + len(call.estate.interfaces)}",
        configuration=configurations[0].get("name", "ipconfig1"),
        public_address_id=(address.get("publicIPAddress") or {}).get("id"),
        security_group_id=security_group_id,
        machine_id=there.machine_id if there else None,
        tags=body.get("tags") or {},
    )
    call.estate.interfaces[identifier] = interface
    response = Response.of_json(interface_document(interface), 200 if there else 201)
    return _with_operation(call, response, interface.location, results=False)


def delete_interface(call: Call) -> Response:
    """204 for one that is not there, 400 for one that a machine has, until the machine's own deletion has ended."""
    interface = call.estate.interfaces.get(_id(call, INTERFACE, "networkInterface"))
    if interface is None:
        return Response(204)
    check_lock(group_of(call), interface.id, deleting=True)
    if interface.machine_id:
        raise AzureError(_in_use(interface, interface.machine_id))
    del call.estate.interfaces[interface.id]
    return _with_operation(call, Response(202), interface.location, results=True)


def get_operation(call: Call) -> Response:
    """Operations of the network end at once here."""
    return Response.of_json({"status": "Succeeded"})


def get_result(call: Call) -> Response:
    """204: it is gone."""
    return Response(204)


def get_network(call: Call) -> Response:
    """GET of a network."""
    return Response.of_json(network_document(_find_network(call)))


def get_subnet(call: Call) -> Response:
    """GET of a subnet."""
    network, name = _find_network(call), call.names["subnet"].lower()
    found = next((one for one in network.subnets if one.lower() == name), None)
    if found is None:
        raise AzureError(arm_error(404, "NotFound", f"There is no subnet '{call.names['subnet']}'.", details=[]))
    return Response.of_json(_subnet_document(network, found))


def get_security_group(call: Call) -> Response:
    """GET of a network security group."""
    found = call.estate.security_groups.get(_id(call, SECURITY_GROUP, "securityGroup"))
    if found is None:
        raise AzureError(resource_not_found(SECURITY_GROUP, call.names["securityGroup"], call.names["group"]))
    properties = {**_SUCCEEDED, "securityRules": [], "defaultSecurityRules": []}
    return Response.of_json(_document(found, SECURITY_GROUP, properties))


def check_free(call: Call, machine: VirtualMachine, identifier: str) -> None:
    """A machine can have an interface that is there and that no other machine has."""
    interface = call.estate.interfaces.get(identifier)
    if interface is None:
        raise _invalid_reference(identifier, machine.id)
    if interface.machine_id and interface.machine_id.lower() != machine.id.lower():
        raise AzureError(_in_use(interface, interface.machine_id))


def connect(call: Call, machine: VirtualMachine) -> None:
    """The machine has its interfaces."""
    for identifier in machine.interface_ids:
        call.estate.interfaces[identifier].machine_id = machine.id


def disconnect(call: Call, machine: VirtualMachine) -> None:
    """The machine is gone: so are those of its interfaces that go with it."""
    for one in (machine.profile.get("networkProfile") or {}).get("networkInterfaces") or []:
        interface = call.estate.interfaces.get(one["id"])
        if interface is None:
            continue
        interface.machine_id = None
        if (one.get("properties") or {}).get("deleteOption") == "Delete":
            del call.estate.interfaces[interface.id]


def _in_use(interface: NetworkInterface, machine_id: str) -> Response:
    message = (
        f"Network Interface {interface.id} is used by existing resource {machine_id}. In order to delete the network "
        "interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic."
    )
    response = Response.of_json({"error": {"code": "NicInUse", "message": message, "details": []}}, 400)
    response.by_provider = True
    return response


def _invalid_reference(identifier: str, by: str) -> AzureError:
    message = f"Resource {identifier} referenced by resource {by} was not found. Make sure that it exists."
    return AzureError(arm_error(400, "InvalidResourceReference", message, details=[]))


def _with_operation(call: Call, response: Response, location: str, *, results: bool) -> Response:
    place = f"/subscriptions/{call.names['subscription']}/providers/Microsoft.Network/locations/{location}"
    query = f"api-version={call.api_version}"
    response.headers["Azure-AsyncOperation"] = f"{call.cloud.url}{place}/operations/{call.request_id}?{query}"
    if results:
        response.headers["Location"] = f"{call.cloud.url}{place}/operationResults/{call.request_id}?{query}"
    return response


def _find(call: Call) -> NetworkInterface:
    interface = call.estate.interfaces.get(_id(call, INTERFACE, "networkInterface"))
    if interface is None:
        raise AzureError(resource_not_found(INTERFACE, call.names["networkInterface"], call.names["group"]))
    return interface


def _find_network(call: Call) -> VirtualNetwork:
    network = call.estate.networks.get(_id(call, NETWORK, "network"))
    if network is None:
        raise AzureError(resource_not_found(NETWORK, call.names["network"], call.names["group"]))
    return network


def _id(call: Call, type_: str, name: str) -> str:
    return resource_id(call.names["subscription"], call.names["group"], type_, call.names[name])


_SUBSCRIPTION = "/subscriptions/{subscription}"
_GROUP = f"{_SUBSCRIPTION}/resourceGroups/{{group}}/providers"
_INTERFACE = f"{_GROUP}/{INTERFACE}/{{networkInterface}}"
_LOCATION = f"{_SUBSCRIPTION}/providers/Microsoft.Network/locations/{{location}}"
ROUTES = [
    Route("GET", f"{_SUBSCRIPTION}/providers/{INTERFACE}", list_interfaces, f"{INTERFACE}/read"),
    Route("GET", f"{_GROUP}/{INTERFACE}", list_interfaces, f"{INTERFACE}/read"),
    Route("GET", _INTERFACE, get_interface, f"{INTERFACE}/read"),
    Route("PUT", _INTERFACE, put_interface, f"{INTERFACE}/write"),
    Route("DELETE", _INTERFACE, delete_interface, f"{INTERFACE}/delete"),
    Route("GET", f"{_GROUP}/{NETWORK}/{{network}}", get_network, f"{NETWORK}/read"),
    Route("GET", f"{_GROUP}/{NETWORK}/{{network}}/subnets/{{subnet}}", get_subnet, f"{NETWORK}/subnets/read"),
    Route("GET", f"{_GROUP}/{SECURITY_GROUP}/{{securityGroup}}", get_security_group, f"{SECURITY_GROUP}/read"),
    Route("GET", f"{_LOCATION}/operations/{{operation}}", get_operation, "Microsoft.Network/locations/operations/read"),
    Route(
        "GET",
        f"{_LOCATION}/operationResults/{{operation}}",
        get_result,
        "Microsoft.Network/locations/operationResults/read",
    ),
]
